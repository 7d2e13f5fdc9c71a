/** What is made of docs: tables from the types of src and from what the backend reads, and the list of messages. */
import { mapKeys } from 'lodash';

import { fields } from './fields';
import { resourceTable, responseTypes } from './resources';
import { type Column, DEFAULT, fieldTable, HOLDS } from './tables';
import { backendMessages, editorMessages, englishTexts } from './troubleshooting';

/** The labels of the form, by the field they stand beside. A field without one isn't in the form's own sections. */
const LABELS: Record<string, string> = {
  url: 'config.url.label',
  region: 'config.region.label',
  tokenTransport: 'config.transport.label',
  dialect: 'config.dialect.label',
  timeInterval: 'config.limits.interval',
  lookupLimit: 'config.limits.lookup',
  maxResponseMB: 'config.limits.response',
  maxSeries: 'config.limits.series',
  responseCacheMB: 'config.limits.cache',
  token: 'config.token.label',
};

const FORM: Column = ['in the form', (name) => (name in LABELS ? `*${englishTexts().get(LABELS[name])}*` : '')];

/** The tables and lists, by the mark that each stands behind in its page. */
const TABLES: Record<string, () => string> = {
  messages: () => `\n${backendMessages()}\n`,
  editorMessages: () => `\n${editorMessages()}\n`,
  root: () => fieldTable(fields().OpenTsdbRoot, FORM, HOLDS),
  jsonData: () => fieldTable(fields().OpenTsdbOptions, FORM, HOLDS, DEFAULT),
  secureJsonData: () => fieldTable(fields().OpenTsdbSecureOptions, FORM, HOLDS),
  grafana: () => fieldTable(fields().GrafanaOptions, HOLDS, DEFAULT),
  grafanaSecure: () => fieldTable(fields().GrafanaSecureOptions, HOLDS),
  query: () => fieldTable(fields().OpenTsdbQuery, HOLDS),
  filter: () => fieldTable(fields().TagFilter, HOLDS),
  function: () => fieldTable(fields().SeriesFunction, HOLDS),
  resources: resourceTable,
  responses: responseTypes,
  variable: () => fieldTable(fields().VariableQuery, HOLDS),
  event: () => {
    const { properties } = fields().EventTemplate;
    return fieldTable({ properties: mapKeys(properties, (_, part) => `event.${part}`) }, HOLDS);
  },
};

/** The pages that hold tables of this kind. */
export const PAGES = ['docs/configuration.md', 'docs/queries.md', 'docs/resources.md', 'docs/troubleshooting.md'];

const MARK = /(<!-- made by npm run reference: (\w+) -->\n).*?(<!-- end -->)/gs;

/** A page with its tables as they are now. */
export function remade(page: string): string {
  return page.replace(MARK, (_, begin: string, name: string, end: string) => {
    if (!(name in TABLES)) {
      throw new Error(`there is no table ${name}`);
    }
    return `${begin}${TABLES[name]()}\n${end}`;
  });
}

/** The tables that a page holds. */
export function tablesOf(page: string): string[] {
  return [...page.matchAll(MARK)].map(([, , name]) => name);
}

/** Every table there is: each has its place in a page. */
export const tableNames = Object.keys(TABLES);
