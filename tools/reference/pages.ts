/** What is made of docs: tables from the types of src and from what the backend reads, and the list of messages. */
import { readFileSync } from 'node:fs';

import { inRoot } from '../lib/paths';
import { type Field, fieldsOf } from './fields';
import { resourceRows } from './resources';
import { backendMessages, editorMessages, englishTexts } from './troubleshooting';

const SETTINGS = 'src/settings/types.ts';

/** A setting as the backend reads it: testdata/reference/settings.json, which TestReference in pkg/settings writes. */
export interface Setting {
  name: string;
  kind: 'text' | 'number' | 'flag';
  default: string | number | boolean;
  minimum?: number;
  maximum?: number;
  values?: string[];
}

/** What the backend reads of a data source. */
export interface SettingsReference {
  jsonData: Setting[];
  root: string[];
  secureJsonData: string[];
  grafana: Array<Pick<Setting, 'name' | 'default'>>;
}

/** What the backend reads of a saved query: testdata/reference/query.json, which TestReference in pkg/query writes. */
export interface QueryReference {
  fields: Record<'query' | 'filter' | 'adhocFilter', string[]>;
  defaults: Record<'query' | 'filter', Record<string, string>>;
}

function reference<T>(name: string): T {
  return JSON.parse(readFileSync(inRoot('testdata', 'reference', `${name}.json`), 'utf8'));
}

/** What the backend reads of a data source. */
export const settingsReference = () => reference<SettingsReference>('settings');
/** What the backend reads of a saved query. */
export const queryReference = () => reference<QueryReference>('query');

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

/** A field's name in the form, in English; empty where it isn't there. */
export function labelOf(field: string): string {
  if (!(field in LABELS)) {
    return '';
  }
  return `*${englishTexts().get(LABELS[field])}*`;
}

const grouped = (value: number) => value.toLocaleString('en-US');

function valuesOf({ kind, minimum, maximum, values }: Setting): string {
  if (values) {
    return values.map((value) => `\`${value}\``).join(', ');
  }
  switch (kind) {
    case 'number':
      return `whole number, ${grouped(minimum ?? 0)} to ${grouped(maximum ?? 0)}; also as text`;
    case 'flag':
      return '`true` or `false`';
    default:
      return 'text';
  }
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`.replace(/ {2,}\|/g, ' |');
  return [line(head), `|${head.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}

/** A column of a table of fields: its head, and what stands there for a field. */
type Column = [head: string, cell: (field: Field) => string];

const FORM: Column = ['in the form', ({ name }) => labelOf(name)];
const HOLDS: Column = ['holds', ({ holds }) => holds];

/** A table of fields: their names, the columns that are given, and their meanings. */
function fieldTable(fields: Field[], ...given: Column[]): string {
  const columns: Column[] = [['field', ({ name }) => `\`${name}\``], ...given, ['meaning', ({ meaning }) => meaning]];
  return table(
    columns.map(([head]) => head),
    fields.map((field) => columns.map(([, cell]) => cell(field)))
  );
}

function defaultColumn(read: Array<Pick<Setting, 'name' | 'default'>>): Column {
  const defaults = new Map(read.map(({ name, default: value }) => [name, value === '' ? '' : `\`${value}\``]));
  return ['default', ({ name }) => defaults.get(name) ?? ''];
}

function jsonDataTable(): string {
  const read = settingsReference().jsonData;
  const values: Column = [
    'holds',
    ({ name }) => {
      const setting = read.find((one) => one.name === name);
      if (!setting) {
        throw new Error(`pkg/settings doesn't read ${name}, which ${SETTINGS} declares`);
      }
      return valuesOf(setting);
    },
  ];
  return fieldTable(fieldsOf(SETTINGS, 'OpenTsdbOptions'), FORM, values, defaultColumn(read));
}

/** The tables and lists, by the mark that each stands behind in its page. */
const TABLES: Record<string, () => string> = {
  messages: () => `\n${backendMessages()}\n`,
  editorMessages: () => `\n${editorMessages()}\n`,
  root: () => fieldTable(fieldsOf(SETTINGS, 'OpenTsdbRoot'), FORM, HOLDS),
  jsonData: jsonDataTable,
  secureJsonData: () => fieldTable(fieldsOf(SETTINGS, 'OpenTsdbSecureOptions'), FORM, HOLDS),
  grafana: () => fieldTable(fieldsOf(SETTINGS, 'GrafanaOptions'), HOLDS, defaultColumn(settingsReference().grafana)),
  grafanaSecure: () => fieldTable(fieldsOf(SETTINGS, 'GrafanaSecureOptions'), HOLDS),
  query: () => fieldTable(fieldsOf('src/query/model.ts', 'OpenTsdbQuery'), HOLDS),
  filter: () => fieldTable(fieldsOf('src/query/model.ts', 'TagFilter'), HOLDS),
  function: () => fieldTable(fieldsOf('src/query/model.ts', 'SeriesFunction'), HOLDS),
  resources: () => table(['path', 'parameters', 'response', 'what it is'], resourceRows()),
  variable: () => fieldTable(fieldsOf('src/variables/model.ts', 'VariableQuery'), HOLDS),
  event: () =>
    fieldTable(
      fieldsOf('src/annotations/model.ts', 'EventTemplate').map((field) => ({ ...field, name: `event.${field.name}` })),
      HOLDS
    ),
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
