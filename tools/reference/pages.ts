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

const defaultOf = (value: Setting['default']) => (value === '' ? '' : `\`${value}\``);

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`.replace(/ {2,}\|/g, ' |');
  return [line(head), `|${head.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}

function plainTable(fields: Field[]): string {
  return table(
    ['field', 'holds', 'meaning'],
    fields.map(({ name, holds, meaning }) => [`\`${name}\``, holds, meaning])
  );
}

function withDefaults(fields: Field[], read: Array<Pick<Setting, 'name' | 'default'>>): string {
  return table(
    ['field', 'holds', 'default', 'meaning'],
    fields.map(({ name, holds, meaning }) => {
      const found = read.find((one) => one.name === name);
      return [`\`${name}\``, holds, defaultOf(found?.default ?? ''), meaning];
    })
  );
}

function jsonDataTable(): string {
  const read = new Map(settingsReference().jsonData.map((setting) => [setting.name, setting]));
  return table(
    ['field', 'in the form', 'holds', 'default', 'meaning'],
    fieldsOf(SETTINGS, 'OpenTsdbOptions').map(({ name, meaning }) => {
      const setting = read.get(name);
      if (!setting) {
        throw new Error(`pkg/settings doesn't read ${name}, which ${SETTINGS} declares`);
      }
      return [`\`${name}\``, labelOf(name), valuesOf(setting), defaultOf(setting.default), meaning];
    })
  );
}

function inForm(fields: Field[]): string {
  return table(
    ['field', 'in the form', 'holds', 'meaning'],
    fields.map(({ name, holds, meaning }) => [`\`${name}\``, labelOf(name), holds, meaning])
  );
}

/** The tables and lists, by the mark that each stands behind in its page. */
const TABLES: Record<string, () => string> = {
  messages: () => `\n${backendMessages()}\n`,
  editorMessages: () => `\n${editorMessages()}\n`,
  root: () => inForm(fieldsOf(SETTINGS, 'OpenTsdbRoot')),
  jsonData: jsonDataTable,
  secureJsonData: () => inForm(fieldsOf(SETTINGS, 'OpenTsdbSecureOptions')),
  grafana: () => withDefaults(fieldsOf(SETTINGS, 'GrafanaOptions'), settingsReference().grafana),
  grafanaSecure: () => plainTable(fieldsOf(SETTINGS, 'GrafanaSecureOptions')),
  query: () => plainTable(fieldsOf('src/query/model.ts', 'OpenTsdbQuery')),
  filter: () => plainTable(fieldsOf('src/query/model.ts', 'TagFilter')),
  function: () => plainTable(fieldsOf('src/query/model.ts', 'SeriesFunction')),
  resources: () => table(['path', 'parameters', 'response', 'what it is'], resourceRows()),
  variable: () => plainTable(fieldsOf('src/variables/model.ts', 'VariableQuery')),
  event: () =>
    plainTable(
      fieldsOf('src/annotations/model.ts', 'EventTemplate').map((field) => ({ ...field, name: `event.${field.name}` }))
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
