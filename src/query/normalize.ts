import { isEqual } from 'lodash';

import { type FunctionCall } from './functions/model';
import { withoutAlias } from './functions/normalize';
import { type OpenTsdbQuery, type TagFilter } from './model';

/** A saved query with the types of the model. */
export interface Normalized {
  query: OpenTsdbQuery;
  /** Fields of a wrong type, by their path in the JSON, such as `filters[0].tagk`. They aren't in `query`. */
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
 * Converts a saved query to the types of the model, as pkg/query reads them: a number or `true` becomes text where text is
 * expected, `"true"` becomes a flag, an empty object an empty list and vice versa; functions get their canonical names. Returns
 * the same object if nothing changes. Called once wherever a query enters: where it is filtered, interpolated, shown, imported
 * or edited.
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

/** Restores the fields of a wrong type as they were saved, so that the backend reports them by name. */
export function withBroken(query: OpenTsdbQuery, saved: OpenTsdbQuery, broken: string[]): OpenTsdbQuery {
  const fields = broken.map((place) => /^\w+/.exec(place)![0]);
  const raw = saved as unknown as Fields;
  return fields.length === 0 ? query : { ...query, ...Object.fromEntries(fields.map((field) => [field, raw[field]])) };
}

type Fields = Record<string, unknown>;

/** Converts the fields of one JSON object in place, and collects those of a wrong type. */
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

  /** A function's name. Numbers aren't converted, as the backend doesn't convert them either. */
  name(field: string): void {
    if (typeof this.fields[field] !== 'string') {
      this.drop(field);
    }
  }

  /** A list of texts and numbers; empty if the field is missing. */
  params(field: string): void {
    const value = this.fields[field];
    if (value === undefined || value === null) {
      this.put(field, []);
    } else if (!Array.isArray(value) || value.some((one) => typeof one !== 'string' && typeof one !== 'number')) {
      this.drop(field);
    }
  }

  /** Not if one function is broken: the others' indexes would change. */
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
