/** The JSON schema of what dashboards save: src/schema/query.schema.json, for those who write them as code. */
import { FUNCTIONS } from '../../src/query/functions/definitions';
import { MAX_FUNCTIONS } from '../../src/query/functions/model';
import { pluginJson } from '../lib/paths';
import { define, type Definitions, type Schema } from './jsonSchema';
import { queryReference } from './pages';

const MODEL = 'src/query/model.ts';

/** What the browser half adds to a query when it is run. */
export const RUN_TIME = ['adhocFilters', 'groupByKeys', 'maxAgeMs'];

/** What files may leave out of an interface's members that the editor always writes. */
const OPTIONAL: Record<string, string[]> = { TagFilter: ['type', 'groupBy'], SeriesFunction: ['params'] };

const ofBuiltIn = (description: string): Schema => ({ description: `${description} Not read.`, deprecated: true });

/** What Grafana saves of every query. */
function ofGrafana(): Record<string, Schema> {
  return {
    refId: { type: 'string', description: 'The name of the query in its panel or alert rule, such as `A`.' },
    datasource: {
      description: 'The data source that is asked.',
      anyOf: [
        {
          type: 'object',
          properties: {
            type: { type: 'string', description: `\`${pluginJson().id}\`.` },
            uid: { type: 'string', description: "The data source's uid, or a data source variable." },
          },
        },
        { type: 'string', description: 'The older form: the name of the data source.' },
        { type: 'null', description: 'The data source of the panel.' },
      ],
    },
    hide: { type: 'boolean', description: 'Keeps the query from being run, or its result from being shown.' },
    intervalMs: { type: 'number', description: 'Of an alert rule: what the auto interval is, in ms.' },
    maxDataPoints: { type: 'number', description: 'Of an alert rule: the most buckets of a series.' },
  };
}

/** Shapes that the built-in data source saved beside those of the types, and that are read. */
const SAVED_BY_BUILT_IN: Record<string, Schema[]> = {
  queryType: [{ type: 'string', enum: ['', 'randomWalk'], deprecated: true, description: "Grafana's names for none." }],
  filters: [{ type: 'object', additionalProperties: false, deprecated: true, description: 'No filters.' }],
  tags: [{ type: 'array', maxItems: 0, deprecated: true, description: 'No tags.' }],
  counterMax: [{ type: 'null' }],
  counterResetValue: [{ type: 'null' }],
};

/** The schemas of the interfaces, with the defaults that the backend was asked for. */
export function definitions(): Definitions {
  const all: Definitions = {};
  define(all, MODEL, 'OpenTsdbQuery');
  define(all, 'src/variables/model.ts', 'VariableQuery');
  define(all, 'src/annotations/model.ts', 'EventTemplate');
  for (const [name, optional] of Object.entries(OPTIONAL)) {
    all[name].required = all[name].required?.filter((field) => !optional.includes(field));
  }
  const { query, filter } = queryReference().defaults;
  Object.entries(query).forEach(([field, value]) => extend(all.OpenTsdbQuery, field, { default: value }));
  Object.entries(filter).forEach(([field, value]) => extend(all.TagFilter, field, { default: value }));
  extend(all.SeriesFunction, 'name', { examples: FUNCTIONS.map(({ name }) => name) });
  extend(all.OpenTsdbQuery, 'functions', { maxItems: MAX_FUNCTIONS });
  return all;
}

function extend({ properties = {} }: Schema, field: string, more: Schema): void {
  properties[field] = { ...properties[field], ...more };
}

/** The JSON schema, draft 2020-12: its root is a query, and `$defs` has the variables' and the annotations'. */
export function querySchema() {
  const { OpenTsdbQuery, VariableQuery, EventTemplate, AdhocFilter: _, ...others } = definitions();
  const query = savedQuery(OpenTsdbQuery);
  const { refId, datasource } = ofGrafana();
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:${pluginJson().id}:query`,
    title: `A query of ${pluginJson().name}`,
    description: "An element of a panel's `targets`, or the `data[].model` of an alert rule.",
    ...query,
    $defs: {
      annotation: {
        title: 'The `target` of an annotation: a query, and what its points say as events',
        ...query,
        properties: { ...query.properties, event: { $ref: '#/$defs/EventTemplate' } },
      },
      variable: {
        title: 'The `query` of a dashboard variable',
        ...VariableQuery,
        properties: { refId, datasource, ...VariableQuery.properties },
      },
      EventTemplate,
      ...others,
    },
  };
}

function savedQuery({ properties = {}, ...rest }: Schema): Schema {
  const saved = Object.entries(properties).filter(([field]) => !RUN_TIME.includes(field));
  return {
    ...rest,
    properties: {
      ...ofGrafana(),
      ...Object.fromEntries(saved.map(([field, schema]) => [field, withBuiltIn(field, schema)])),
      fromAnnotations: ofBuiltIn('Set by the built-in data source for annotations.'),
      name: ofBuiltIn('The name of an annotation, set by the built-in data source.'),
      target: ofBuiltIn('The metric of an annotation, set by the built-in data source.'),
    },
    patternProperties: { '^current(Filter|Tag)': ofBuiltIn("State of the built-in data source's editor.") },
  };
}

function withBuiltIn(field: string, schema: Schema): Schema {
  const more = SAVED_BY_BUILT_IN[field];
  if (!more) {
    return schema;
  }
  const { description, default: byDefault, ...shape } = schema;
  return {
    description,
    ...(byDefault !== undefined && { default: byDefault }),
    anyOf: [...(shape.anyOf ?? [shape]), ...more],
  };
}
