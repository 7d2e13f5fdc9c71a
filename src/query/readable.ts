import { type OpenTsdbQuery, type TagFilter } from './model';

/** What kind of value each field of a saved query holds. Numbers and texts stand for each other, as the backend reads them. */
const TEXTS = [
  'metric',
  'aggregator',
  'alias',
  'queryType',
  'editorMode',
  'downsampleInterval',
  'downsampleAggregator',
  'downsampleFillPolicy',
  'timezone',
  'counterMax',
  'counterResetValue',
  'rollupUsage',
] as const;

/**
 * A saved query with the parts that no editor can have saved left out, and the names of those parts. The same object when
 * there are none.
 */
export function readableQuery(saved: OpenTsdbQuery): { query: OpenTsdbQuery; broken: string[] } {
  const query: Record<string, unknown> = { ...saved };
  const broken: string[] = [];
  for (const field of TEXTS) {
    const value = query[field];
    if (typeof value === 'number' && field !== 'counterMax' && field !== 'counterResetValue') {
      query[field] = String(value);
      broken.push(field);
    } else if (value !== undefined && value !== null && typeof value !== 'string' && typeof value !== 'number') {
      delete query[field];
      broken.push(field);
    }
  }
  keep(query, broken, 'filters', (value) => Array.isArray(value) && value.every(isFilter), filtersOf);
  keep(query, broken, 'tags', (value) => isObject(value) && Object.values(value).every(isText), tagsOf);
  keep(query, broken, 'percentiles', (value) => Array.isArray(value) && value.every((p) => typeof p === 'number'));
  return broken.length > 0 ? { query: query as unknown as OpenTsdbQuery, broken } : { query: saved, broken };
}

/** Leaves a field that isn't sound out, or puts what is sound of it in its place. An empty list and object are alike. */
function keep(
  query: Record<string, unknown>,
  broken: string[],
  field: string,
  isSound: (value: unknown) => boolean,
  soundOf?: (value: unknown) => unknown
) {
  const value = query[field];
  const isEmpty =
    value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0);
  if (isEmpty || isSound(value)) {
    return;
  }
  broken.push(field);
  query[field] = soundOf?.(value);
}

const isText = (value: unknown) => typeof value === 'string';
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function isFilter(value: unknown): value is TagFilter {
  return (
    isObject(value) && ['tagk', 'type', 'filter'].every((part) => value[part] === undefined || isText(value[part]))
  );
}

const filtersOf = (value: unknown) => (Array.isArray(value) ? value.filter(isFilter) : undefined);
const tagsOf = (value: unknown) =>
  isObject(value) ? Object.fromEntries(Object.entries(value).filter(([, text]) => isText(text))) : undefined;
