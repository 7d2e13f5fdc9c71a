/** The files that are made from the source: by `npm run reference`, and again by the tests that hold them to it. */
import { readFileSync } from 'node:fs';

import { inRoot } from '../lib/paths';
import { PAGES, remade } from './pages';
import { API_VERSION, pluginSchema } from './pluginSchema';
import { querySchema } from './querySchema';

/** What each file holds, by its path. A build ships src/schema for Grafana's API server and for authors of dashboards. */
export const MADE: Record<string, () => string> = {
  ...Object.fromEntries(PAGES.map((path) => [path, () => remade(readFileSync(inRoot(path), 'utf8'))])),
  [`src/schema/${API_VERSION}.json`]: () => json(pluginSchema()),
  'src/schema/query.schema.json': () => json(querySchema()),
};

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
