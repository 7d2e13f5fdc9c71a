/** What the fields of settings and saved queries hold and mean, by the types of src and by what the backend reads. */
import { mapValues, merge } from 'lodash';
import { readFileSync } from 'node:fs';

import { MAX_FUNCTIONS } from '../../src/query/functions/model';
import { inRoot } from '../lib/paths';
import { type Definitions, interfaces, type Schema } from './types';

/** The interfaces of src, with the values that the backend takes and what a missing field means to it. */
export function fields(): Definitions {
  const { jsonData, grafana } = settingsReference();
  const { query, filter } = queryReference().defaults;
  const whenMissing = (value: string) => ({ default: value });
  const all: Definitions = merge(interfaces(), {
    OpenTsdbOptions: { properties: jsonData },
    GrafanaOptions: { properties: grafana },
    OpenTsdbQuery: { properties: { ...mapValues(query, whenMissing), functions: { maxItems: MAX_FUNCTIONS } } },
    TagFilter: { properties: mapValues(filter, whenMissing) },
  });
  // Files may leave out what the editor always writes.
  all.TagFilter.required = ['tagk', 'filter'];
  all.SeriesFunction.required = ['name'];
  return all;
}

/** What the backend reads of a data source: testdata/reference/settings.json, which TestReference in pkg/settings writes. */
export interface SettingsReference {
  jsonData: Record<string, Schema>;
  root: string[];
  secureJsonData: string[];
  /** What Grafana's SDK reads of `jsonData`. */
  grafana: Record<string, Schema>;
}

/** What the backend reads of a saved query: testdata/reference/query.json, which TestReference in pkg/query writes. */
export interface QueryReference {
  fields: Record<'query' | 'filter' | 'adhocFilter', string[]>;
  defaults: Record<'query' | 'filter', Record<string, string>>;
}

export const settingsReference = () => reference<SettingsReference>('settings');
export const queryReference = () => reference<QueryReference>('query');

function reference<T>(name: string): T {
  return JSON.parse(readFileSync(inRoot('testdata', 'reference', `${name}.json`), 'utf8'));
}
