import { type DataFrame, type Field, FieldType } from '@grafana/data';
import { t } from '@grafana/i18n';

import { withoutGroups } from './filterList';
import { alertRuleRisk } from './functions/definitions';
import { type FunctionCall } from './functions/model';
import { type OpenTsdbQuery } from './model';

/** Something that a query's author may not want, with changes that fix it. */
export interface Hint {
  id: 'counter' | 'ended-series' | 'many-series' | 'wide' | 'alert-rule';
  text: string;
  fixes: Fix[];
}

/** A change after which the hint no longer applies. */
interface Fix {
  label: string;
  change: Partial<OpenTsdbQuery>;
}

/** More series than people can distinguish in a graph. */
const MANY_SERIES = 50;

/** How many series the fix for too many selects. */
const TOP = 10;

/** With more frames than this, panels and transformations are slow; one frame with a column for each series is not. */
const MANY_FRAMES = 100;

/** Fewer points may increase by chance. */
const FEW_POINTS = 10;

/**
 * Hints by a query and its result.
 * @param fillsGaps whether the server's default fill adds points where none are stored
 * @param isAlertRule whether the query belongs to an alert rule, whose graph nobody sees
 */
export function hintsOf(query: OpenTsdbQuery, frames: DataFrame[], fillsGaps: boolean, isAlertRule = false): Hint[] {
  if ((query.queryType ?? 'timeseries') !== 'timeseries' || !query.metric) {
    return [];
  }
  const series = seriesIn(query, frames);
  return [
    counterHint(query, series),
    endedSeriesHint(query, fillsGaps),
    manySeriesHint(query, series.length),
    wideHint(query, frames),
    ...(isAlertRule ? alertRuleHints(query) : []),
  ].filter((hint): hint is Hint => hint !== undefined);
}

/** Each series' values; none for tables. */
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

function endedSeriesHint(query: OpenTsdbQuery, fillsGaps: boolean): Hint | undefined {
  if (!fillsGaps || query.disableDownsampling || (query.downsampleFillPolicy || 'none') !== 'none') {
    return undefined;
  }
  return {
    id: 'ended-series',
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

/** What may go wrong with functions in an alert rule. */
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
