import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { inRoot } from '../lib/paths';
import { listLicenses } from './licenses';
import { packageOf, type Part, termsIn } from './parts';

/** The classifier is compiled at its first use. */
const COMPILE_MS = 10 * 60_000;

const APACHE = readFileSync(inRoot('LICENSE'), 'utf8');
const MIT = readFileSync(inRoot('node_modules', 'react-i18next', 'LICENSE'), 'utf8');
/** Words that permit nothing, and the license of json.org, which restricts what a program may be used for. */
const NO_LICENSE = 'All rights reserved. Ask the authors for a license.';
const JSON_ORG = MIT.replace(/(?=THE SOFTWARE IS PROVIDED)/, 'The Software shall be used for Good, not Evil.\n\n');

let root: string;

beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'licenses-'))));
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** A part whose folder holds files with terms. */
function part(name: string, files: Record<string, string>): Part {
  Object.entries(files).forEach(([path, text]) => put(join(name, path), text));
  const folder = join(root, name);
  return { title: `${name} 1.2.3`, folder, terms: termsIn(folder) };
}

describe('the list', () => {
  const halves = () => ({
    browser: [part('one', { LICENSE: MIT })],
    backend: [
      part('example.com/two', { LICENSE: APACHE, NOTICE: 'Two, by its authors' }),
      part('example.com/three', { LICENSE: APACHE.replace(/\n/g, '\r\n'), 'inner/COPYING': MIT }),
    ],
  });

  it(
    'names each part with its version and all its licenses, and has each text once',
    async () => {
      const list = await listLicenses(halves());

      expect(list).toMatch(/^ {2}one 1\.2\.3: MIT$/m);
      expect(list).toMatch(/^ {2}example\.com\/three 1\.2\.3: Apache-2\.0, MIT$/m);
      expect(list.match(/TERMS AND CONDITIONS FOR USE/g)).toHaveLength(1);
      expect(list).toContain('example.com/three 1.2.3: LICENSE\nexample.com/two 1.2.3: LICENSE\n');
      expect(list).toContain('example.com/three 1.2.3: inner/COPYING\none 1.2.3: LICENSE\n');
      expect(list).toContain('Two, by its authors');
      expect(list).not.toContain('\r');
    },
    COMPILE_MS
  );

  it.each<[string, Record<string, string>, string]>([
    ['a part without a license', { NOTICE: MIT }, 'faulty 1.2.3: it has no license.'],
    ['words that are no license', { LICENSE: NO_LICENSE }, 'faulty 1.2.3: its LICENSE is no license that is known.'],
    ['a license that is not allowed', { COPYING: JSON_ORG }, 'faulty 1.2.3: JSON is none of the licenses'],
    ['one beside an allowed one', { LICENSE: MIT, 'inner/LICENSE': JSON_ORG }, 'faulty 1.2.3: JSON is none of the'],
  ])(
    'refuses %s',
    async (_, files, says) => {
      const faulty = [part('faulty', files)];

      await expect(listLicenses({ ...halves(), browser: faulty })).rejects.toThrow(says);
      await expect(listLicenses({ ...halves(), backend: [...halves().backend, ...faulty] })).rejects.toThrow(says);
    },
    COMPILE_MS
  );
});

describe('terms', () => {
  it('are files by what they are called, wherever they lie', () => {
    const terms = ['COPYING', 'LICENCE.md', 'LICENSE', 'NOTICE.txt', 'PATENTS', 'a/LICENSE_list', 'a/b/Unlicense'];
    const others = ['license.go', 'licenses.json', 'README.md', 'testdata/LICENSE', 'node_modules/c/LICENSE'];
    [...terms, ...others].forEach((path) => put(path, 'words'));

    expect(termsIn(root)).toEqual(terms);
    expect(termsIn(root, 1)).toEqual(terms.slice(0, 5));
  });
});

describe('a source of the bundle', () => {
  it.each([
    ['../node_modules/one/dist/a.js', ['node_modules/one']],
    ['../node_modules/@scope/one/a.js', ['node_modules/@scope/one']],
    ['../node_modules/one/node_modules/@scope/two/a.js', ['node_modules/one/node_modules/@scope/two']],
    ['../node_modules/one/lib/node_modules/two/a.js', ['node_modules/one/lib/node_modules/two']],
    ['./module.ts', []],
    ['./node_modules/grafana-public-path.js', []],
    ['webpack/runtime/publicPath', []],
    ['external amd "react"', []],
  ])('%s is of %j', (source, packages) => {
    expect(packageOf(`webpack://plugin/${source}`)).toEqual(packages);
  });

  it('from elsewhere is refused', () => {
    expect(() => packageOf('webpack://plugin/../../elsewhere/a.js')).toThrow(
      "The bundle holds webpack://plugin/../../elsewhere/a.js, which is neither the plugin's own nor a package's."
    );
  });
});
