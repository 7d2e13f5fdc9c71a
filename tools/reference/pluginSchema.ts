/**
 * The plugin's schema for Grafana's API server: src/schema/v0alpha1.json, in the form of `experimental/pluginschema` of
 * Grafana's SDK, which knows JSON schemas of draft 4 only.
 */
import { omit } from 'lodash';
import { parse } from 'yaml';

import { pluginJson } from '../lib/paths';
import { examplesOf } from './examples';
import { fields } from './fields';
import { routes } from './resources';
import { inlined, type Schema } from './types';

/** The version of Grafana's API that the schema is for, and its file's name. */
export const API_VERSION = 'v0alpha1';

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

/** The data source itself and its `jsonData`; what else Grafana keeps in there is left open. */
function settingsSpec(): Schema {
  const { OpenTsdbRoot, OpenTsdbOptions, GrafanaOptions } = fields();
  const { name, ...root } = OpenTsdbRoot.properties ?? {};
  return {
    type: 'object',
    properties: {
      // Grafana's API calls the name of a data source its title.
      title: name,
      access: { type: 'string', enum: ['proxy'], description: "Always through Grafana's server." },
      isDefault: { type: 'boolean', description: 'Chosen where a panel or Explore names no data source.' },
      ...root,
      jsonData: { type: 'object', properties: { ...OpenTsdbOptions.properties, ...GrafanaOptions.properties } },
    },
  };
}

function secureValues() {
  const { OpenTsdbSecureOptions, GrafanaSecureOptions } = fields();
  const secrets = { ...OpenTsdbSecureOptions.properties, ...GrafanaSecureOptions.properties };
  return Object.entries(secrets).map(([key, { description }]) => ({ key, description }));
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
  const all = fields();
  const { queryType, ...others } = inlined({ ...all.OpenTsdbQuery.properties, ...all.RunTimeFields.properties }, all);
  const items = (queryType.enum ?? []).map((name) => ({
    metadata: { name },
    spec: {
      discriminators: [{ field: 'queryType', value: name }],
      description: QUERY_TYPES[name],
      schema: { type: 'object', properties: { queryType: { ...omit(queryType, 'default'), enum: [name] }, ...others } },
    },
  }));
  return {
    kind: 'QueryTypeDefinitionList',
    apiVersion: `${pluginJson().id}.datasource.grafana.app/${API_VERSION}`,
    metadata: {},
    items,
  };
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
