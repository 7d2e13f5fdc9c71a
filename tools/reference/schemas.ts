/** The files of src/schema, which a build ships as they are: Grafana's API server and authors of dashboards read them. */
import { API_VERSION, pluginSchema } from './pluginSchema';
import { querySchema } from './querySchema';

/** What each file holds, by its path. */
export const SCHEMAS: Record<string, () => unknown> = {
  [`src/schema/${API_VERSION}.json`]: pluginSchema,
  'src/schema/query.schema.json': querySchema,
};

/** The text of a file, made again. */
export const schemaText = (path: string) => `${JSON.stringify(SCHEMAS[path](), null, 2)}\n`;
