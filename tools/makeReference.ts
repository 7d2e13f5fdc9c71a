/** `npm run reference`: writes the tables and lists of docs and the schemas of src/schema, all made from the source. */
import { readFileSync, writeFileSync } from 'node:fs';

import { fail } from './lib/output';
import { inRoot } from './lib/paths';
import { must } from './lib/run';
import { remade, PAGES } from './reference/pages';
import { SCHEMAS, schemaText } from './reference/schemas';

async function main(): Promise<void> {
  const tests = [
    './pkg/messages',
    './pkg/settings',
    './pkg/query',
    '-run',
    '^TestReference(OfTheEditors)?$',
    '-update',
  ];
  await must('Writing down what the backend reads', 'go', ['test', '-count=1', ...tests]);
  for (const page of PAGES) {
    writeFileSync(inRoot(page), remade(readFileSync(inRoot(page), 'utf8')));
    console.log(page);
  }
  for (const path of Object.keys(SCHEMAS)) {
    writeFileSync(inRoot(path), schemaText(path));
    console.log(path);
  }
}

main().catch(fail);
