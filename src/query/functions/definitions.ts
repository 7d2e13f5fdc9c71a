import { t } from '@grafana/i18n';

import { type FunctionParam } from './model';

/** The groups of functions in the editor's menu, in its order. */
export type FunctionKind =
  | 'rank'
  | 'filter'
  | 'sort'
  | 'shift'
  | 'window'
  | 'arithmetic'
  | 'change'
  | 'percent'
  | 'fill';

/**
 * What a parameter is: a number of series, a decimal, a reducer of a series to one value, a comparison, a number of points or a
 * time (`length`), the same with a sign (`shift`), an optional keyword (`word`), or a tag key.
 */
export type ParamType = 'count' | 'number' | 'reducer' | 'comparison' | 'length' | 'shift' | 'word' | 'tagKey';

/** A parameter of a function. */
export interface ParamDefinition {
  id: 'series' | 'by' | 'other' | 'comparison' | 'number' | 'descending' | 'length' | 'limit' | 'tagKeys';
  type: ParamType;
  /** What can be chosen; undefined: it is typed. */
  options?: string[];
  /** The value in a new function. */
  initial?: FunctionParam;
  /** What a missing parameter means. Without this and `isOptional`, the parameter is required. */
  missing?: FunctionParam;
  isOptional?: boolean;
  /** Any number of parameters of this kind follow. */
  isRepeated?: boolean;
}

/** A function by its canonical name. */
export interface FunctionDefinition {
  name: string;
  kind: FunctionKind;
  params: ParamDefinition[];
  /** An example of its text. */
  example: string;
}

export const REDUCERS = ['max', 'avg', 'min', 'sum', 'last'];
export const COMPARISONS = ['>', '>=', '<', '<=', '=', '!='];

const BY: ParamDefinition = { id: 'by', type: 'reducer', options: REDUCERS, initial: 'max' };
const RANK: ParamDefinition[] = [
  { id: 'series', type: 'count', initial: 5 },
  { ...BY, missing: 'avg' },
  { id: 'other', type: 'word', options: ['other'], isOptional: true },
];
const WINDOW: ParamDefinition[] = [{ id: 'length', type: 'length', initial: '10m' }];
const NUMBER: ParamDefinition = { id: 'number', type: 'number', initial: 1 };

/** All functions, in the order of an editor's menu and of docs/functions.md; pkg/functions has the same. */
export const FUNCTIONS: FunctionDefinition[] = [
  { name: 'highest', kind: 'rank', params: RANK, example: 'highest(query,5,max)' },
  { name: 'lowest', kind: 'rank', params: RANK, example: 'lowest(query,5,max)' },
  {
    name: 'filterSeries',
    kind: 'filter',
    params: [
      { ...BY, initial: 'avg' },
      { id: 'comparison', type: 'comparison', options: COMPARISONS, initial: '>' },
      { ...NUMBER, initial: 0 },
    ],
    example: 'filterSeries(query,avg,>,10)',
  },
  {
    name: 'sortBy',
    kind: 'sort',
    params: [BY, { id: 'descending', type: 'word', options: ['desc'], initial: 'desc', isOptional: true }],
    example: 'sortBy(query,max,desc)',
  },
  {
    name: 'timeShift',
    kind: 'shift',
    params: [{ id: 'length', type: 'shift', initial: '1w' }],
    example: "timeShift(query,'1d')",
  },
  { name: 'movingAverage', kind: 'window', params: WINDOW, example: "movingAverage(query,'10m')" },
  { name: 'movingMedian', kind: 'window', params: WINDOW, example: "movingMedian(query,'10m')" },
  { name: 'movingMin', kind: 'window', params: WINDOW, example: "movingMin(query,'10m')" },
  { name: 'movingMax', kind: 'window', params: WINDOW, example: "movingMax(query,'10m')" },
  { name: 'movingSum', kind: 'window', params: WINDOW, example: "movingSum(query,'10m')" },
  { name: 'scale', kind: 'arithmetic', params: [NUMBER], example: 'scale(query,0.001)' },
  { name: 'offset', kind: 'arithmetic', params: [{ ...NUMBER, initial: 0 }], example: 'offset(query,10)' },
  { name: 'absolute', kind: 'arithmetic', params: [], example: 'absolute(query)' },
  { name: 'derivative', kind: 'change', params: [], example: 'derivative(query)' },
  { name: 'nonNegativeDerivative', kind: 'change', params: [], example: 'nonNegativeDerivative(query)' },
  { name: 'integral', kind: 'change', params: [], example: 'integral(query)' },
  {
    name: 'asPercent',
    kind: 'percent',
    params: [{ id: 'tagKeys', type: 'tagKey', isOptional: true, isRepeated: true }],
    example: 'asPercent(query)',
  },
  {
    name: 'keepLastValue',
    kind: 'fill',
    params: [{ id: 'limit', type: 'length', initial: '10m', isOptional: true }],
    example: "keepLastValue(query,'10m')",
  },
  {
    name: 'transformNull',
    kind: 'fill',
    params: [{ ...NUMBER, initial: 0, isOptional: true }],
    example: 'transformNull(query,0)',
  },
];

/** The function of a canonical name. */
export function functionOf(name: string): FunctionDefinition | undefined {
  return FUNCTIONS.find((one) => one.name === name);
}

/** The definition of the parameter at an index; the last one may be repeated. */
export function paramAt({ params }: FunctionDefinition, i: number): ParamDefinition | undefined {
  const last = params[params.length - 1];
  return params[i] ?? (last?.isRepeated ? last : undefined);
}

/** The parameters of a new function. */
export function initialParams({ params }: FunctionDefinition): FunctionParam[] {
  return params.flatMap(({ initial }) => (initial === undefined ? [] : [initial]));
}

/** A kind's name in the editor's menu. */
export function kindLabel(kind: FunctionKind): string {
  switch (kind) {
    case 'rank':
      return t('functions.kind.rank', 'Top and bottom');
    case 'filter':
      return t('functions.kind.filter', 'Keep if');
    case 'sort':
      return t('functions.kind.sort', 'Sort');
    case 'shift':
      return t('functions.kind.shift', 'Shift in time');
    case 'window':
      return t('functions.kind.window', 'Moving window');
    case 'arithmetic':
      return t('functions.kind.arithmetic', 'Scale, offset, absolute');
    case 'change':
      return t('functions.kind.change', 'Change and sum');
    case 'percent':
      return t('functions.kind.percent', 'Percent of total');
    default:
      return t('functions.kind.fill', 'Fill gaps');
  }
}

/** A parameter's label. */
export function paramLabel(id: ParamDefinition['id']): string {
  switch (id) {
    case 'series':
      return t('functions.param.series', 'Series');
    case 'by':
      return t('functions.param.by', 'By');
    case 'other':
      return t('functions.param.other', 'The rest as one series');
    case 'comparison':
      return t('functions.param.comparison', 'Is');
    case 'number':
      return t('functions.param.number', 'Number');
    case 'descending':
      return t('functions.param.descending', 'Descending');
    case 'length':
      return t('functions.param.length', 'Time or points');
    case 'limit':
      return t('functions.param.limit', 'At most');
    default:
      return t('functions.param.tag-keys', 'Within tag keys');
  }
}

/** What a function does, in one line. */
export function explanationOf(name: string): string {
  switch (name) {
    case 'highest':
      return t('functions.explain.highest', 'Keeps the series with the highest values over the shown time range.');
    case 'lowest':
      return t('functions.explain.lowest', 'Keeps the series with the lowest values over the shown time range.');
    case 'filterSeries':
      return t(
        'functions.explain.filter-series',
        'Keeps the series whose value over the shown time range meets the condition.'
      );
    case 'sortBy':
      return t('functions.explain.sort-by', 'Orders series in legends, tables and bar gauges.');
    case 'timeShift':
      return t('functions.explain.time-shift', 'Shows earlier values: 1d is yesterday under today, +1d is tomorrow.');
    case 'movingAverage':
      return t('functions.explain.moving-average', 'The average over a window that ends at each point.');
    case 'movingMedian':
      return t('functions.explain.moving-median', 'The median over a window that ends at each point.');
    case 'movingMin':
      return t('functions.explain.moving-min', 'The minimum over a window that ends at each point.');
    case 'movingMax':
      return t('functions.explain.moving-max', 'The maximum over a window that ends at each point.');
    case 'movingSum':
      return t('functions.explain.moving-sum', 'The sum over a window that ends at each point.');
    case 'scale':
      return t('functions.explain.scale', 'Multiplies each value.');
    case 'offset':
      return t('functions.explain.offset', 'Adds to each value. To shift in time, use timeShift.');
    case 'absolute':
      return t('functions.explain.absolute', 'The absolute value of each point.');
    case 'derivative':
      return t(
        'functions.explain.derivative',
        'The change from one interval to the next. For the change per second, use Rate.'
      );
    case 'nonNegativeDerivative':
      return t('functions.explain.non-negative-derivative', 'What a counter grew by from one interval to the next.');
    case 'integral':
      return t('functions.explain.integral', 'The running sum from the start of the shown time range.');
    case 'asPercent':
      return t('functions.explain.as-percent', "Each series' share of the total at each timestamp.");
    case 'keepLastValue':
      return t('functions.explain.keep-last-value', 'Repeats the last value in the gaps after it.');
    case 'transformNull':
      return t('functions.explain.transform-null', 'Puts a number into gaps.');
    default:
      return '';
  }
}

/** What may go wrong with a function in an alert rule; undefined: nothing. */
export function alertRuleRisk(name: string, params: FunctionParam[]): string | undefined {
  switch (name) {
    case 'highest':
    case 'lowest':
      return t('functions.risk.rank', 'A series that leaves the selection resolves its alert.');
    case 'keepLastValue':
      return params.length > 0
        ? undefined
        : t('functions.risk.keep-last-value', 'Without a limit, "no data" never fires: the last value goes on.');
    case 'transformNull':
      return t('functions.risk.transform-null', '"No data" never fires for a series that ended within the time range.');
    case 'integral':
      return t('functions.risk.integral', "The sum begins at the start of the rule's own time range.");
    default:
      return undefined;
  }
}
