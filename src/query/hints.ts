import { type DataFrame, type Field, FieldType } from '@grafana/data';
import { t } from '@grafana/i18n';

import { withoutGroups } from './filterList';
import { alertRuleRisk } from './functions/definitions';
import { type FunctionCall } from './functions/model';
import { type OpenTsdbQuery } from './model';

/** Something about a query that its author may not want, and what would fix it. */
export interface Hint {
  id: 'counter' | 'dead-series' | 'many-series' | 'wide' | 'alert-rule';
  text: string;
  fixes: Fix[];
}

/** What would make a hint go. */
interface Fix {
  label: string;
  change: Partial<OpenTsdbQuery>;
}

/** More lines than a person can tell apart. */
const MANY_SERIES = 50;

/** How many series are left of many. */
const TOP = 10;

/** With more frames than this, panels and transformations are slow; one frame with a column for each series is not. */
const MANY_FRAMES = 100;

/** Fewer points may rise by chance. */
const FEW_POINTS = 10;

/**
 * What may be wrong with a query, from what it says and what it brought.
 * @param inventsPoints whether the server, left to itself, makes points where none are stored
 * @param isAlertRule whether the query is one of an alert rule, which nobody looks at
 */
export function hintsOf(
  query: OpenTsdbQuery,
  frames: DataFrame[],
  inventsPoints: boolean,
  isAlertRule = false
): Hint[] {
  if ((query.queryType ?? 'timeseries') !== 'timeseries' || !query.metric) {
    return [];
  }
  const series = seriesIn(query, frames);
  return [
    counterHint(query, series),
    deadSeriesHint(query, inventsPoints),
    manySeriesHint(query, series.length),
    wideHint(query, frames),
    ...(isAlertRule ? alertRuleHints(query) : []),
  ].filter((hint): hint is Hint => hint !== undefined);
}

/** Each series' values; none where they are rows of one table. */
function seriesIn({ format }: OpenTsdbQuery, frames: DataFrame[]): Field[] {
  return format === 'table'
    ? []
    : frames.flatMap(({ fields }) => fields.filter(({ type }) => type === FieldType.number));
}

function counterHint(query: OpenTsdbQuery, series: Field[]): Hint | undefined {
  if (query.shouldComputeRate || series.length === 0 || !series.every(onlyGrows)) {
    return undefined;
  }
  return {
    id: 'counter',
    text: t('hint.counter', 'The values only grow, like a counter’s.'),
    fixes: [
      {
        label: t('hint.counter-fix', 'Show their change per second'),
        change: { shouldComputeRate: true, isCounter: true },
      },
    ],
  };
}

function onlyGrows(series: Field): boolean {
  const values = series.values.filter((value: unknown): value is number => typeof value === 'number');
  return (
    values.length >= FEW_POINTS &&
    values[values.length - 1] > values[0] &&
    values.every((value: number, i: number) => i === 0 || value >= values[i - 1])
  );
}

function deadSeriesHint(query: OpenTsdbQuery, inventsPoints: boolean): Hint | undefined {
  if (!inventsPoints || query.disableDownsampling || (query.downsampleFillPolicy || 'none') !== 'none') {
    return undefined;
  }
  return {
    id: 'dead-series',
    text: t('hint.dead-series', 'This server extends series that ended and fills their gaps.'),
    fixes: [{ label: t('hint.dead-series-fix', 'Leave gaps'), change: { downsampleFillPolicy: 'gaps' } }],
  };
}

function manySeriesHint(query: OpenTsdbQuery, number: number): Hint | undefined {
  if (number <= MANY_SERIES) {
    return undefined;
  }
  const top: FunctionCall = { name: 'highest', params: [TOP, 'avg'] };
  return {
    id: 'many-series',
    text: t('hint.many-series', 'There are {{number}} series.', { number }),
    fixes: [
      {
        label: t('hint.top-fix', 'Show the top {{number}}', { number: TOP }),
        change: { functions: [...(query.functions ?? []), top] },
      },
      query.aggregator === 'none'
        ? { label: t('hint.aggregate-fix', 'Average them'), change: { aggregator: 'avg' } }
        : {
            label: t('hint.ungroup-fix', 'Make one series of them'),
            change: { filters: withoutGroups(query), ...(query.tags && { tags: {} }) },
          },
    ],
  };
}

/** What functions do that nobody sees while a rule is evaluated. */
function alertRuleHints({ functions = [] }: OpenTsdbQuery): Hint[] {
  return functions.flatMap(({ name, params }) => {
    const risk = alertRuleRisk(name, params);
    return risk === undefined
      ? []
      : [
          {
            id: 'alert-rule' as const,
            text: `${name}: ${risk}`,
            fixes: [],
          },
        ];
  });
}

function wideHint({ format }: OpenTsdbQuery, frames: DataFrame[]): Hint | undefined {
  if (frames.length <= MANY_FRAMES || (format && format !== 'timeseries')) {
    return undefined;
  }
  return {
    id: 'wide',
    text: t('hint.wide', 'Each of the {{number}} series is a frame of its own, which is slow to draw.', {
      number: frames.length,
    }),
    fixes: [{ label: t('hint.wide-fix', 'Use the Wide format'), change: { format: 'wide' } }],
  };
}
