/** `npm run reference`: writes the tables of docs/configuration.md and docs/queries.md anew. */
import { readFileSync, writeFileSync } from 'node:fs';

import { fail } from './lib/output';
import { inRoot } from './lib/paths';
import { must } from './lib/run';
import { madeAnew, PAGES } from './reference/pages';

async function main(): Promise<void> {
  const tests = ['./pkg/settings', './pkg/query', '-run', '^TestReference$', '-update'];
  await must('Writing down what the backend reads', 'go', ['test', '-count=1', ...tests]);
  for (const page of PAGES) {
    writeFileSync(inRoot(page), madeAnew(readFileSync(inRoot(page), 'utf8')));
    console.log(page);
  }
}

main().catch(fail);
