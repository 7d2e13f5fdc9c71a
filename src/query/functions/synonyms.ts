import { type FunctionDefinition, functionOf, paramAt, type ParamDefinition } from './definitions';
import { type FunctionCall, type FunctionParam } from './model';

/** Another name of a function, gexp's or Graphite's, that is read but never saved. */
export interface Synonym {
  name: string;
  example: string;
  maxParams: number;
  /** The canonical function; without a name, if there is none for these parameters. */
  canonical: (params: FunctionParam[]) => { name?: string; params: FunctionParam[] };
  /** The index, among its own parameters, of a parameter of the canonical function. */
  own: (param: number) => number;
}

/** A synonym for a function with other parameters inserted into its own. */
function inserting(
  name: string,
  example: string,
  maxParams: number,
  canonicalName: string,
  inserted: FunctionParam[] = [],
  at = 0
): Synonym {
  return {
    name,
    example,
    maxParams,
    canonical: (params) => ({
      name: canonicalName,
      params: params.length < at ? params : [...params.slice(0, at), ...inserted, ...params.slice(at)],
    }),
    own: (param) => (param < at + inserted.length ? Math.min(param, at) : param - inserted.length),
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
  inserting('shift', "shift(query,'1d')", 1, 'timeShift'),
  inserting('firstDiff', 'firstDiff(query)', 0, 'derivative'),
  inserting('highestMax', 'highestMax(query,5)', 2, 'highest', ['max'], 1),
  inserting('highestCurrent', 'highestCurrent(query,5)', 2, 'highest', ['last'], 1),
  inserting('highestAverage', 'highestAverage(query,5)', 2, 'highest', ['avg'], 1),
  inserting('lowestCurrent', 'lowestCurrent(query,5)', 2, 'lowest', ['last'], 1),
  inserting('lowestAverage', 'lowestAverage(query,5)', 2, 'lowest', ['avg'], 1),
  inserting('sortByMaxima', 'sortByMaxima(query)', 0, 'sortBy', ['max', 'desc']),
  inserting('sortByMinima', 'sortByMinima(query)', 0, 'sortBy', ['min']),
  inserting('sortByTotal', 'sortByTotal(query)', 0, 'sortBy', ['sum', 'desc']),
  inserting('averageAbove', 'averageAbove(query,10)', 1, 'filterSeries', ['avg', '>']),
  inserting('averageBelow', 'averageBelow(query,10)', 1, 'filterSeries', ['avg', '<=']),
  inserting('maximumAbove', 'maximumAbove(query,10)', 1, 'filterSeries', ['max', '>']),
  inserting('maximumBelow', 'maximumBelow(query,10)', 1, 'filterSeries', ['max', '<=']),
  inserting('minimumAbove', 'minimumAbove(query,10)', 1, 'filterSeries', ['min', '>']),
  inserting('minimumBelow', 'minimumBelow(query,10)', 1, 'filterSeries', ['min', '<=']),
  inserting('currentAbove', 'currentAbove(query,10)', 1, 'filterSeries', ['last', '>']),
  inserting('currentBelow', 'currentBelow(query,10)', 1, 'filterSeries', ['last', '<=']),
  movingWindow,
];

/** The synonym of a name. */
export function synonymOf(name: string): Synonym | undefined {
  return SYNONYMS.find((one) => one.name === name);
}

/** The function of a canonical name or a synonym. */
export function functionByAnyName(name: string): FunctionDefinition | undefined {
  return functionOf(synonymOf(name)?.canonical([]).name ?? name);
}

/** The definition of the parameter at an index, by a canonical name or a synonym. */
export function paramByAnyName(name: string, param: number): ParamDefinition | undefined {
  const definition = functionByAnyName(name);
  const synonym = synonymOf(name);
  if (!definition || !synonym) {
    return definition && paramAt(definition, param);
  }
  // Of parameters that share an index, all but the last are inserted by the synonym.
  const place = definition.params.map((_, i) => synonym.own(i)).lastIndexOf(param);
  return definition.params[place];
}

/** A function with its name in Code mode: highest and lowest have the names of gexp and Graphite, such as highestMax. */
export function writtenName({ name, params }: FunctionCall): FunctionCall {
  const [series, by, ...rest] = params;
  const found = SYNONYMS.find((one) => {
    const canonical = one.canonical([series]);
    return (name === 'highest' || name === 'lowest') && canonical.name === name && canonical.params[1] === by;
  });
  return found && params.length > 1 ? { name: found.name, params: [series, ...rest] } : { name, params };
}
