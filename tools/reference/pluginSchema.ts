/**
 * The plugin's schema for Grafana's API server: src/schema/v0alpha1.json, in the form of `experimental/pluginschema` of
 * Grafana's SDK, which knows JSON schemas of draft 4 only.
 */
import { parse } from 'yaml';

import { pluginJson } from '../lib/paths';
import { examplesOf } from './examples';
import { type Field, fieldsOf } from './fields';
import { inlined, type Schema } from './jsonSchema';
import { settingsReference, type Setting } from './pages';
import { definitions } from './querySchema';
import { routes } from './resources';

/** The version of Grafana's API that the schema is for, and its file's name. */
export const API_VERSION = 'v0alpha1';

const SETTINGS = 'src/settings/types.ts';

/** The plugin's schema. */
export function pluginSchema() {
  return {
    targetApiVersion: API_VERSION,
    settings: { spec: settingsSpec(), secureValues: secureValues() },
    settingsExamples: { examples: settingsExamples() },
    routes: routes(),
    queryTypes: queryTypes(),
    queryExamples: { examples: queryExamples() },
  };
}

/** What a field of the settings holds. */
function schemaOf(holds: Schema, { meaning }: Field, byDefault: Setting['default'] | undefined): Schema {
  const hasDefault = byDefault !== undefined && byDefault !== '';
  return { description: meaning, ...holds, ...(hasDefault && { default: byDefault }) };
}

/** The data source itself and its `jsonData`; what else Grafana keeps in there is left open. */
export function settingsSpec(): Schema {
  const { jsonData, grafana } = settingsReference();
  const root = new Map(fieldsOf(SETTINGS, 'OpenTsdbRoot').map((field) => [field.name, field]));
  const rootField = (name: string, holds: Schema) => schemaOf(holds, root.get(name) as Field, undefined);
  const own = new Map(fieldsOf(SETTINGS, 'OpenTsdbOptions').map((field) => [field.name, field]));
  const grafanas = fieldsOf(SETTINGS, 'GrafanaOptions');
  return {
    type: 'object',
    properties: {
      // Grafana's API calls the name of a data source its title.
      title: rootField('name', { type: 'string' }),
      url: rootField('url', { type: 'string' }),
      access: { type: 'string', enum: ['proxy'], description: "Always through Grafana's server." },
      isDefault: { type: 'boolean', description: 'Chosen where a panel or Explore names no data source.' },
      basicAuth: rootField('basicAuth', { type: 'boolean' }),
      basicAuthUser: rootField('basicAuthUser', { type: 'string' }),
      jsonData: {
        type: 'object',
        properties: Object.fromEntries([
          ...jsonData.map((one) => [one.name, schemaOf(holdsOf(one), own.get(one.name) as Field, one.default)]),
          ...grafanas.map((field) => {
            const byDefault = grafana.find(({ name }) => name === field.name)?.default;
            return [field.name, schemaOf(KINDS[field.holds], field, byDefault)];
          }),
        ]),
      },
    },
  };
}

const KINDS: Record<string, Schema> = {
  text: { type: 'string' },
  number: { type: 'number' },
  '`true` or `false`': { type: 'boolean' },
};

function holdsOf({ kind, values, minimum = 0, maximum }: Setting): Schema {
  if (values) {
    return { type: 'string', enum: values };
  }
  switch (kind) {
    case 'number': // other editors saved numbers as text
      return {
        anyOf: [
          { type: 'integer', minimum, maximum },
          { type: 'string', pattern: '^[0-9]*$' },
        ],
      };
    case 'flag':
      return { type: 'boolean' };
    default:
      return { type: 'string' };
  }
}

function secureValues() {
  const fields = ['OpenTsdbSecureOptions', 'GrafanaSecureOptions'].flatMap((name) => fieldsOf(SETTINGS, name));
  return fields.map(({ name, meaning }) => ({ key: name, description: meaning }));
}

/** The examples of docs/configuration.md, as the API takes them. */
function settingsExamples() {
  const examples = examplesOf('docs/configuration.md', 'yaml').map(({ sentence, code }) => {
    const [{ name, uid, type, secureJsonData, ...spec }] = parse(code).datasources;
    const secure = Object.keys(secureJsonData).map((key) => [key, { create: `<${key}>` }]);
    const value = {
      apiVersion: `${type}.datasource.grafana.app/${API_VERSION}`,
      kind: 'DataSource',
      metadata: { name: uid },
      spec: { title: name, ...spec },
      secure: Object.fromEntries(secure),
    };
    return [uid, { summary: sentence, value }];
  });
  return Object.fromEntries(examples);
}

/** What each type of query asks for. */
const QUERY_TYPES: Record<string, string> = {
  timeseries: 'Points over time.',
  last: "Each series' last point.",
  series: 'The list of series.',
  annotations: 'The annotations that OpenTSDB stores.',
};

/** The types of query. All have the same fields: a query keeps those that its type does not read, for when it changes. */
function queryTypes() {
  const all = definitions();
  const { properties = {} } = inlined(all.OpenTsdbQuery, all);
  const items = (properties.queryType.enum ?? []).map((name) => ({
    metadata: { name },
    spec: {
      discriminators: [{ field: 'queryType', value: name }],
      description: QUERY_TYPES[name],
      schema: {
        type: 'object',
        properties: {
          ...inDraft4(properties),
          queryType: { type: 'string', enum: [name], description: properties.queryType.description },
        },
      },
    },
  }));
  return {
    kind: 'QueryTypeDefinitionList',
    apiVersion: `${pluginJson().id}.datasource.grafana.app/${API_VERSION}`,
    metadata: {},
    items,
  };
}

/** Draft 4 has no list of examples. */
function inDraft4(properties: Record<string, Schema>): Record<string, Schema> {
  return JSON.parse(JSON.stringify(properties, (key, value) => (key === 'examples' ? undefined : value)));
}

/** The queries among the examples of docs/queries.md. */
function queryExamples() {
  return examplesOf('docs/queries.md', 'json')
    .map(({ sentence, code }) => ({ name: sentence, saved: JSON.parse(code) }))
    .filter(({ saved }) => saved.kind === undefined && saved.event === undefined)
    .map(({ name, saved: { refId: _, ...query } }) => {
      const queryType = query.queryType ?? 'timeseries';
      return { name, queryType, saveModel: { ...query, queryType } };
    });
}
