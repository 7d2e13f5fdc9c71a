/** `npm run reference`: writes the tables and lists of docs and the schemas of src/schema, all made from the source. */
import { writeFileSync } from 'node:fs';

import { fail } from './lib/output';
import { inRoot } from './lib/paths';
import { must } from './lib/run';
import { MADE } from './reference/made';

const PACKAGES = ['./pkg/messages', './pkg/settings', './pkg/query'];

async function main(): Promise<void> {
  const tests = [...PACKAGES, '-run', '^TestReference(OfTheEditors)?$', '-update'];
  await must('Writing down what the backend reads', 'go', ['test', '-count=1', ...tests]);
  for (const [path, text] of Object.entries(MADE)) {
    writeFileSync(inRoot(path), text());
    console.log(path);
  }
}

main().catch(fail);
