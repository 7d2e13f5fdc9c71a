/** What `npm run reference` makes is up to date. */
import { readFileSync } from 'node:fs';

import { inRoot } from '../../tools/lib/paths';
import { MADE } from '../../tools/reference/made';
import { PAGES, tableNames, tablesOf } from '../../tools/reference/pages';

/** The compiler reads the types, on a machine that does much else. */
jest.setTimeout(60_000);

const read = (path: string) => readFileSync(inRoot(path), 'utf8');

it.each(Object.entries(MADE))('%s is what npm run reference makes', (path, made) => {
  expect(read(path)).toBe(made());
});

it('every table stands in one page', () => {
  expect(PAGES.flatMap((page) => tablesOf(read(page))).sort()).toEqual([...tableNames].sort());
});
