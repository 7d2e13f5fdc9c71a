import { isEqual } from 'lodash';

import { type FunctionCall } from './functions/model';
import { withoutAlias } from './functions/normalize';
import { type OpenTsdbQuery, type TagFilter } from './model';

/** A saved query in the shapes that the model promises. */
export interface Normalized {
  query: OpenTsdbQuery;
  /** Fields that hold what can't be read, by their place in the JSON, such as `filters[0].tagk`. `query` lacks them. */
  broken: string[];
}

const TEXTS = [
  'metric',
  'aggregator',
  'alias',
  'legend',
  'format',
  'unfinishedInterval',
  'queryType',
  'editorMode',
  'downsampleInterval',
  'downsampleAggregator',
  'downsampleFillPolicy',
  'timezone',
  'rollupUsage',
] as const;
const NUMBERS = ['counterMax', 'counterResetValue'] as const;
const FLAGS = [
  'disableDownsampling',
  'useCalendar',
  'explicitTags',
  'shouldComputeRate',
  'isCounter',
  'dropResets',
  'isGlobal',
] as const;

/**
 * Reads a query as it is saved, as pkg/query does: a number or `true` in the place of a text is the text of it, `"true"`
 * in the place of a flag is one, an empty list and an empty object are alike; functions go by their canonical names. The same object when nothing has to change.
 * Done once at each border: where a query is filtered, interpolated, shown, imported or edited.
 */
export function normalizeQuery(saved: OpenTsdbQuery): Normalized {
  const reader = new Reader({ ...saved } as unknown as Fields);
  TEXTS.forEach((field) => reader.text(field));
  NUMBERS.forEach((field) => reader.numberOrText(field));
  FLAGS.forEach((field) => reader.flag(field));
  reader.list('filters', readFilter);
  reader.texts('tags');
  reader.percentiles();
  reader.list('functions', readFunction);
  reader.canonicalFunctions();
  const { fields, broken, isChanged } = reader;
  return { query: isChanged ? (fields as unknown as OpenTsdbQuery) : saved, broken };
}

/** A query with what can't be read put back as it was saved, so that the backend refuses it by name. */
export function withBroken(query: OpenTsdbQuery, saved: OpenTsdbQuery, broken: string[]): OpenTsdbQuery {
  const fields = broken.map((place) => /^\w+/.exec(place)![0]);
  const raw = saved as unknown as Fields;
  return fields.length === 0 ? query : { ...query, ...Object.fromEntries(fields.map((field) => [field, raw[field]])) };
}

type Fields = Record<string, unknown>;

/** Reads the fields of one JSON object in place, noting those that can't be read. */
class Reader {
  isChanged = false;

  constructor(
    readonly fields: Fields,
    readonly path = '',
    readonly broken: string[] = []
  ) {}

  text(field: string): void {
    const value = this.fields[field];
    if (typeof value === 'number' || typeof value === 'boolean') {
      this.put(field, String(value));
    } else if (isObject(value)) {
      this.drop(field);
    }
  }

  numberOrText(field: string): void {
    if (typeof this.fields[field] !== 'number') {
      this.text(field);
    }
  }

  flag(field: string): void {
    const value = this.fields[field];
    if (value === undefined || value === null || typeof value === 'boolean') {
      return;
    }
    const text = isObject(value) ? undefined : String(value).trim().toLowerCase();
    const flag = { '': false, false: false, '0': false, true: true, '1': true }[text ?? 'none'];
    if (flag === undefined) {
      this.drop(field);
    } else {
      this.put(field, flag);
    }
  }

  list<T>(field: string, readItem: (reader: Reader) => T): void {
    const value = this.fields[field];
    if (value === undefined || value === null) {
      return;
    }
    if (!Array.isArray(value)) {
      if (isEmptyObject(value)) {
        this.put(field, []);
      } else {
        this.drop(field);
      }
      return;
    }
    const items = value.flatMap((item: unknown, i) => {
      const path = `${this.path}${field}[${i}]`;
      if (!isObject(item) || Array.isArray(item)) {
        this.broken.push(path);
        return [];
      }
      const reader = new Reader({ ...(item as Fields) }, `${path}.`, this.broken);
      const read = readItem(reader);
      return [reader.isChanged ? read : (item as T)];
    });
    if (items.some((item, i) => item !== value[i]) || items.length !== value.length) {
      this.isChanged = true;
      this.fields[field] = items;
    }
  }

  texts(field: string): void {
    const value = this.fields[field];
    if (value === undefined || value === null) {
      return;
    }
    if (!isObject(value) || Array.isArray(value)) {
      if (isEmptyObject(value)) {
        this.put(field, {});
      } else {
        this.drop(field);
      }
      return;
    }
    const reader = new Reader({ ...(value as Fields) }, `${this.path}${field}.`, this.broken);
    Object.keys(reader.fields).forEach((key) => reader.text(key));
    if (reader.isChanged) {
      this.put(field, reader.fields);
    }
  }

  percentiles(): void {
    const value = this.fields.percentiles;
    const isList = Array.isArray(value) && value.every((one) => typeof one === 'number');
    if (value !== undefined && value !== null && !isList) {
      this.drop('percentiles');
    }
  }

  /** A function's name, which may not be a number either: the backend takes it as it is. */
  name(field: string): void {
    if (typeof this.fields[field] !== 'string') {
      this.drop(field);
    }
  }

  /** Texts and numbers; none where the field is missing. */
  params(field: string): void {
    const value = this.fields[field];
    if (value === undefined || value === null) {
      this.put(field, []);
    } else if (!Array.isArray(value) || value.some((one) => typeof one !== 'string' && typeof one !== 'number')) {
      this.drop(field);
    }
  }

  /** A function that can't be read keeps the others from having their places. */
  canonicalFunctions(): void {
    const saved = this.fields.functions as FunctionCall[] | null | undefined;
    if (!saved || this.broken.some((field) => field.startsWith('functions'))) {
      return;
    }
    const { functions, alias } = withoutAlias(saved);
    if (!isEqual(functions, saved)) {
      this.put('functions', functions);
    }
    if (alias !== undefined) {
      this.put('alias', alias);
    }
  }

  private put(field: string, value: unknown): void {
    this.fields[field] = value;
    this.isChanged = true;
  }

  private drop(field: string): void {
    this.broken.push(this.path + field);
    delete this.fields[field];
    this.isChanged = true;
  }
}

function readFilter(reader: Reader): TagFilter {
  ['tagk', 'type', 'filter'].forEach((field) => reader.text(field));
  reader.flag('groupBy');
  return reader.fields as unknown as TagFilter;
}

function readFunction(reader: Reader): FunctionCall {
  reader.name('name');
  reader.params('params');
  return reader.fields as unknown as FunctionCall;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const isEmptyObject = (value: unknown) => isObject(value) && Object.keys(value).length === 0;
