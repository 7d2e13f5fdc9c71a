import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { inRoot } from '../lib/paths';
import { isListed, licensesOf } from './document';
import { packageOf } from './npmParts';
import { type Part, termsIn } from './parts';

/** The classifier is compiled at its first use. */
const COMPILE_MS = 10 * 60_000;

const APACHE = readFileSync(inRoot('LICENSE'), 'utf8');
const MIT = readFileSync(inRoot('node_modules', 'react-i18next', 'LICENSE'), 'utf8');
/** Words that permit nothing, and the license of json.org, which restricts what a program may be used for. */
const NO_LICENSE = 'All rights reserved. Ask the authors for a license.';
const JSON_ORG = MIT.replace(/(?=THE SOFTWARE IS PROVIDED)/, 'The Software shall be used for Good, not Evil.\n\n');

function part(name: string, ...files: Array<[path: string, text: string]>): Part {
  const terms = files.map(([path, text]) => ({ path, text, isLicense: path !== 'NOTICE' }));
  return { name, version: '1.2.3', terms };
}

describe('the list', () => {
  const parts = {
    browser: [part('one', ['LICENSE', MIT])],
    backend: [
      part('example.com/two', ['LICENSE', APACHE], ['NOTICE', 'Two, by its authors']),
      part('example.com/three', ['LICENSE', APACHE.replace(/\n/g, '\r\n')], ['inner/COPYING', MIT]),
    ],
  };

  it(
    'names each part with its version and all its licenses, and has each text once',
    async () => {
      const { document, problems } = await licensesOf(parts);

      expect(problems).toEqual([]);
      expect(document).toMatch(/^ {2}one 1\.2\.3: MIT$/m);
      expect(document).toMatch(/^ {2}example\.com\/three 1\.2\.3: Apache-2\.0, MIT$/m);
      expect(document.match(/TERMS AND CONDITIONS FOR USE/g)).toHaveLength(1);
      expect(document).toContain('example.com/three 1.2.3: LICENSE\nexample.com/two 1.2.3: LICENSE\n');
      expect(document).toContain('Two, by its authors');
      expect(document).not.toContain('\r');
      expect(isListed(document, { name: 'example.com/two', version: '1.2.3' })).toBe(true);
      expect(isListed(document, { name: 'example.com/two', version: '1.2.4' })).toBe(false);
    },
    COMPILE_MS
  );

  it.each<[string, Part, string]>([
    ['a part without a license', part('one', ['NOTICE', MIT]), 'one 1.2.3: it has no license.'],
    ['words that are no license', part('one', ['LICENSE', NO_LICENSE]), 'one 1.2.3: its LICENSE is no license'],
    ['a license that is not allowed', part('one', ['COPYING', JSON_ORG]), 'one 1.2.3: JSON is none'],
    [
      'one beside an allowed one',
      part('one', ['LICENSE', MIT], ['inner/LICENSE', JSON_ORG]),
      'one 1.2.3: JSON is none',
    ],
  ])(
    'refuses %s',
    async (_, faulty, says) => {
      for (const [browser, backend] of [
        [[faulty], parts.backend],
        [parts.browser, [faulty]],
      ]) {
        const { problems } = await licensesOf({ browser, backend });
        expect(problems).toEqual([expect.stringContaining(says)]);
      }
    },
    COMPILE_MS
  );
});

describe('terms', () => {
  let folder: string;

  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'terms-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function put(path: string): void {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), `words of ${path}`);
  }

  it('are files by what they are called, in the folders that are asked for', () => {
    ['LICENSE', 'LICENCE.md', 'COPYING', 'NOTICE.txt', 'PATENTS', 'a/LICENSE_list', 'a/b/Unlicense'].forEach(put);
    ['license.go', 'licenses.json', 'README.md', 'c/LICENSE'].forEach(put);

    expect(termsIn(folder, ['', 'a', 'a/b', 'gone']).map(({ path, isLicense }) => [path, isLicense])).toEqual([
      ['COPYING', true],
      ['LICENCE.md', true],
      ['LICENSE', true],
      ['NOTICE.txt', false],
      ['PATENTS', false],
      ['a/LICENSE_list', true],
      ['a/b/Unlicense', true],
    ]);
  });

  it('are read as they are', () => {
    cpSync(inRoot('LICENSE'), join(folder, 'LICENSE'));
    expect(termsIn(folder)).toEqual([{ path: 'LICENSE', isLicense: true, text: APACHE }]);
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
