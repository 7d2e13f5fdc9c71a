/** What `npm run reference` makes is up to date. */
import { readFileSync } from 'node:fs';

import { inRoot } from '../../tools/lib/paths';
import { remade, PAGES, tableNames, tablesOf } from '../../tools/reference/pages';
import { SCHEMAS, schemaText } from '../../tools/reference/schemas';

const read = (path: string) => readFileSync(inRoot(path), 'utf8');

it.each([
  ...PAGES.map((path) => ({ path, made: () => remade(read(path)) })),
  ...Object.keys(SCHEMAS).map((path) => ({ path, made: () => schemaText(path) })),
])('$path is what npm run reference makes', ({ path, made }) => {
  expect(read(path)).toBe(made());
});

it('every table stands in one page', () => {
  expect(PAGES.flatMap((page) => tablesOf(read(page))).sort()).toEqual([...tableNames].sort());
});
