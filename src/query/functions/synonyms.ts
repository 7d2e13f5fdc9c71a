import { type FunctionDefinition, functionOf, paramAt, type ParamDefinition } from './definitions';
import { type FunctionCall, type FunctionParam } from './model';

/** Another name of a function, of gexp's or Graphite's: read, and never saved. */
export interface Synonym {
  name: string;
  example: string;
  maxParams: number;
  /** What it stands for; no name where its parameters stand for nothing. */
  canonical: (params: FunctionParam[]) => { name?: string; params: FunctionParam[] };
  /** The place among its own parameters of one of the canonical function's. */
  own: (param: number) => number;
}

/** A function whose parameters are those of the synonym with others put in at a place. */
function puts(
  name: string,
  example: string,
  maxParams: number,
  means: string,
  put: FunctionParam[] = [],
  at = 0
): Synonym {
  return {
    name,
    example,
    maxParams,
    canonical: (params) => ({
      name: means,
      params: params.length < at ? params : [...params.slice(0, at), ...put, ...params.slice(at)],
    }),
    own: (param) => (param < at + put.length ? Math.min(param, at) : param - put.length),
  };
}

const WINDOWS = new Map(
  Object.entries({
    avg: 'movingAverage',
    average: 'movingAverage',
    mean: 'movingAverage',
    median: 'movingMedian',
    min: 'movingMin',
    max: 'movingMax',
    sum: 'movingSum',
    total: 'movingSum',
  })
);

const movingWindow: Synonym = {
  name: 'movingWindow',
  example: "movingWindow(query,'10m',avg)",
  maxParams: 2,
  canonical: ([length, by = 'avg']) => ({
    name: WINDOWS.get(String(by)),
    params: length === undefined ? [] : [length],
  }),
  own: (param) => param,
};

export const SYNONYMS: Synonym[] = [
  puts('shift', "shift(query,'1d')", 1, 'timeShift'),
  puts('firstDiff', 'firstDiff(query)', 0, 'derivative'),
  puts('highestMax', 'highestMax(query,5)', 2, 'highest', ['max'], 1),
  puts('highestCurrent', 'highestCurrent(query,5)', 2, 'highest', ['last'], 1),
  puts('highestAverage', 'highestAverage(query,5)', 2, 'highest', ['avg'], 1),
  puts('lowestCurrent', 'lowestCurrent(query,5)', 2, 'lowest', ['last'], 1),
  puts('lowestAverage', 'lowestAverage(query,5)', 2, 'lowest', ['avg'], 1),
  puts('sortByMaxima', 'sortByMaxima(query)', 0, 'sortBy', ['max', 'desc']),
  puts('sortByMinima', 'sortByMinima(query)', 0, 'sortBy', ['min']),
  puts('sortByTotal', 'sortByTotal(query)', 0, 'sortBy', ['sum', 'desc']),
  puts('averageAbove', 'averageAbove(query,10)', 1, 'filterSeries', ['avg', '>']),
  puts('averageBelow', 'averageBelow(query,10)', 1, 'filterSeries', ['avg', '<=']),
  puts('maximumAbove', 'maximumAbove(query,10)', 1, 'filterSeries', ['max', '>']),
  puts('maximumBelow', 'maximumBelow(query,10)', 1, 'filterSeries', ['max', '<=']),
  puts('minimumAbove', 'minimumAbove(query,10)', 1, 'filterSeries', ['min', '>']),
  puts('minimumBelow', 'minimumBelow(query,10)', 1, 'filterSeries', ['min', '<=']),
  puts('currentAbove', 'currentAbove(query,10)', 1, 'filterSeries', ['last', '>']),
  puts('currentBelow', 'currentBelow(query,10)', 1, 'filterSeries', ['last', '<=']),
  movingWindow,
];

/** The synonym of a name. */
export function synonymOf(name: string): Synonym | undefined {
  return SYNONYMS.find((one) => one.name === name);
}

/** The function that a name stands for, also one of gexp's or Graphite's. */
export function functionByAnyName(name: string): FunctionDefinition | undefined {
  return functionOf(synonymOf(name)?.canonical([]).name ?? name);
}

/** What is known of the parameter at a place among those that a name takes. */
export function paramByAnyName(name: string, param: number): ParamDefinition | undefined {
  const definition = functionByAnyName(name);
  const synonym = synonymOf(name);
  if (!definition || !synonym) {
    return definition && paramAt(definition, param);
  }
  // Of parameters that share a place, all but the last are put in by the name.
  const place = definition.params.map((_, i) => synonym.own(i)).lastIndexOf(param);
  return definition.params[place];
}

/** The names that text writes for highest and lowest, so that those who know gexp and Graphite find them. */
export function writtenName({ name, params }: FunctionCall): FunctionCall {
  const [series, by, ...rest] = params;
  const found = SYNONYMS.find((one) => {
    const canonical = one.canonical([series]);
    return (name === 'highest' || name === 'lowest') && canonical.name === name && canonical.params[1] === by;
  });
  return found && params.length > 1 ? { name: found.name, params: [series, ...rest] } : { name, params };
}
