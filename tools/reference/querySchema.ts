/** The JSON schema of what dashboards save: src/schema/query.schema.json, for those who write them as code. */
import { mapValues, merge, omit } from 'lodash';

import { FUNCTIONS } from '../../src/query/functions/definitions';
import { pluginJson } from '../lib/paths';
import { fields } from './fields';
import { type Definitions, type Schema } from './types';

/** The JSON schema, draft 2020-12: its root is a query, and `$defs` has the variables' and the annotations'. */
export function querySchema() {
  const types = fields();
  const query = savedQuery(types);
  const { OpenTsdbAnnotationQuery, VariableQuery, EventTemplate, TagFilter, SeriesFunction } = types;
  const { refId, datasource } = types.OfGrafana.properties ?? {};
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:${pluginJson().id}:query`,
    title: `A query of ${pluginJson().name}`,
    description: "An element of a panel's `targets`, or the `data[].model` of an alert rule.",
    ...query,
    $defs: {
      annotation: {
        ...query,
        ...OpenTsdbAnnotationQuery,
        properties: { ...query.properties, ...OpenTsdbAnnotationQuery.properties },
      },
      variable: { ...VariableQuery, properties: { refId, datasource, ...VariableQuery.properties } },
      EventTemplate,
      TagFilter,
      SeriesFunction: merge(SeriesFunction, { properties: { name: { examples: FUNCTIONS.map(({ name }) => name) } } }),
    },
  };
}

/** A query as the editors save it, and as the built-in data source did. */
function savedQuery({ OpenTsdbQuery, OfGrafana, ShapesOfBuiltIn, UnreadOfBuiltIn }: Definitions): Schema {
  const own = mapValues(OpenTsdbQuery.properties, (schema, field) =>
    either(schema, ShapesOfBuiltIn.properties?.[field])
  );
  return {
    ...omit(OpenTsdbQuery, 'description'),
    properties: { ...OfGrafana.properties, ...own, ...UnreadOfBuiltIn.properties },
    patternProperties: {
      '^current(Filter|Tag)': {
        description: "State of the built-in data source's editor. Not read.",
        deprecated: true,
      },
    },
  };
}

/** A field's schema, with another shape that it may have; it means the same and has the same default. */
function either(schema: Schema, other: Schema | undefined): Schema {
  const { description, default: whenMissing, anyOf, ...shape } = schema;
  return other ? { description, default: whenMissing, anyOf: [...(anyOf ?? [shape]), other] } : schema;
}
