import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { groupBy, sortBy, uniq } from 'lodash';

import { pluginJson, root } from '../lib/paths';
import { type Halves, type Part } from './parts';

/** The list's name in the archive. */
export const LICENSES_FILE = 'THIRD_PARTY_LICENSES.txt';

/**
 * Licenses, by their SPDX names, whose code may be handed on in a program under the Apache License 2.0
 * (https://www.apache.org/legal/resolved.html, categories A and B). The Mozilla Public License is in category B: unchanged,
 * compiled, and named together with where its sources are.
 */
const ALLOWED = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'MPL-2.0', 'Unlicense', 'Zlib'];

/** What a license asks to be handed on with it: section 4 (d) of the Apache License a NOTICE; PATENTS is Go's grant. */
const BESIDE = /(^|\/)(notice|patents)[^/]*$/i;

/** The list of all parts with the text of each license; throws where one has none, or one that may not be shipped. */
export async function listLicenses({ browser, backend }: Halves): Promise<string> {
  const parts = sortBy([...browser, ...backend], 'title');
  const names = await identify(parts.flatMap(({ folder, terms }) => terms.map((path) => join(folder, path))));
  const licensesOf = ({ folder, terms }: Part) => uniq(terms.flatMap((path) => names[join(folder, path)])).sort();

  const problems = parts.flatMap((part) => {
    const licenses = part.terms.filter((path) => !BESIDE.test(path));
    const unknown = licenses.filter((path) => names[join(part.folder, path)].length === 0);
    const refused = licensesOf(part).filter((name) => !ALLOWED.includes(name));
    return [
      ...(licenses.length === 0 ? ['it has no license'] : []),
      ...unknown.map((path) => `its ${path} is no license that is known`),
      ...refused.map((name) => `${name} is none of the licenses that may be shipped (${ALLOWED.join(', ')})`),
    ].map((problem) => `${part.title}: ${problem}.`);
  });
  if (problems.length > 0) {
    throw new Error(`Not everything may be shipped:\n  ${problems.join('\n  ')}`);
  }

  const { name, executable } = pluginJson();
  const line = (part: Part) => `  ${part.title}: ${licensesOf(part).join(', ')}`;
  return [
    `Third-party software in ${name} for Grafana`,
    '',
    'The plugin holds code of the npm packages and the Go modules below, compiled from their unchanged sources. You can get those',
    'from the npm registry and the Go module mirror, under these names and versions. Their licenses follow.',
    '',
    'In the browser half (module.js and the files that it loads):',
    '',
    ...sortBy(browser, 'title').map(line),
    '',
    `In the backend (${executable}_*):`,
    '',
    ...sortBy(backend, 'title').map(line),
    '',
    ...textsOf(parts),
  ].join('\n');
}

/** Each text once, below the titles of all that it is for. Those that differ in line ends and indents alone are one. */
function textsOf(parts: Part[]): string[] {
  const all = parts.flatMap(({ title, folder, terms }) =>
    terms.map((path) => ({ title: `${title}: ${path}`, text: readFileSync(join(folder, path), 'utf8') }))
  );
  const same = groupBy(all, ({ text }) => text.replace(/\s+/g, ' ').trim());
  return Object.values(same).flatMap((files) => [
    '='.repeat(80),
    ...files.map(({ title }) => title),
    '-'.repeat(80),
    '',
    files[0].text
      .replace(/\r\n?/g, '\n')
      .replace(/^\s*\n/, '')
      .trimEnd(),
    '',
  ]);
}

/** Google's, which tells licenses by their words, and names them as SPDX does. */
const CLASSIFIER = 'github.com/google/licenseclassifier/v2/tools/identify_license@v2.0.0';

/** The licenses that each file holds. */
async function identify(files: string[]): Promise<Record<string, string[]>> {
  // It reports on each file to standard error; execFile keeps that for a failure.
  const { stdout } = await promisify(execFile)('go', ['run', CLASSIFIER, ...files], { cwd: root });
  const found = [...stdout.matchAll(/^(.+) ([\w.-]+) \(variant: /gm)].map(([, path, name]) => ({ path, name }));
  return Object.fromEntries(
    files.map((file) => [file, found.filter(({ path }) => path === file).map(({ name }) => name)])
  );
}
