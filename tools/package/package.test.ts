import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { globSync } from 'glob';

import { backendBinary } from '../lib/builds';
import { inRoot, pluginJson, root } from '../lib/paths';
import { type Entry, entriesOf, zip } from './archive';
import { LICENSES_FILE } from './licenses';
import { packageDate, stage } from './stage';

const DATE = new Date('2026-02-03T23:59:58Z');
/** A first build of the backend compiles all that it depends on. */
const BUILD_MS = 20 * 60_000;

const { id, executable } = pluginJson();
const backend = basename(backendBinary());
const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

let folder: string;
let entries: Entry[];
let again: Entry[];

/** Names of different length and depth, as paths that differ in neither can look the same from each other. */
const PLACES = ['one', 'a/second-one/further/down'];

/** What both halves are built from. */
const SOURCES = [
  ['go.mod', 'go.sum', 'pkg', 'Magefile.go'],
  ['package.json', 'tsconfig.json', '.config', '.cprc.json', 'src', 'tools/package/webpack.config.ts'],
  ['README.md', 'CHANGELOG.md', 'LICENSE'],
].flat();

/** Copies the sources elsewhere. The packages stay where they are, so they lie elsewhere as seen from each copy. */
function copySources(name: string): string {
  const sources = join(folder, name, 'sources');
  for (const part of SOURCES) {
    cpSync(inRoot(part), join(sources, part), { recursive: true });
  }
  symlinkSync(inRoot('node_modules'), join(sources, 'node_modules'), 'junction');
  return sources;
}

/** Builds this machine's parts of the package. */
async function build(sources: string): Promise<Entry[]> {
  return entriesOf(await stage({ date: DATE, target: 'build:backend', sources }), id, executable);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'package-'));
  // Both are copied before the first build, as someone may be at work on the sources.
  const [sources, others] = PLACES.map(copySources);
  entries = await build(sources);
  again = await build(others);
}, 2 * BUILD_MS);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('two builds of the same sources, in different places', () => {
  it('have the same files with the same bytes', () => {
    const list = (of: Entry[]) => of.map(({ path, bytes, mode }) => [path, mode, digest(bytes)]);

    expect(list(again)).toEqual(list(entries));
    expect(entries.length).toBeGreaterThan(10);
  });

  it('give the same archive, in each time zone', () => {
    const sample = entries.slice(0, 3);
    const path = (name: string) => JSON.stringify(join(folder, name));
    writeFileSync(
      join(folder, 'sample.json'),
      JSON.stringify(sample.map((one) => ({ ...one, bytes: [...one.bytes] })))
    );
    const script = `
      const { zip } = require(${JSON.stringify(inRoot('tools', 'package', 'archive.ts'))});
      const entries = require(${path('sample.json')}).map((one) => ({ ...one, bytes: Uint8Array.from(one.bytes) }));
      require('node:fs').writeFileSync(${path('sample.zip')}, zip(entries, new Date(${DATE.getTime()})));`;
    for (const TZ of ['Pacific/Kiritimati', 'America/Anchorage']) {
      execFileSync(process.execPath, ['--import', 'tsx', '-e', script], { cwd: root, env: { ...process.env, TZ } });
      expect(digest(readFileSync(join(folder, 'sample.zip')))).toBe(digest(zip(sample, DATE)));
    }
  });

  it('are dated by SOURCE_DATE_EPOCH, or by the last commit', () => {
    const given = process.env.SOURCE_DATE_EPOCH;
    try {
      process.env.SOURCE_DATE_EPOCH = '1770163198';
      expect(packageDate()).toEqual(DATE);
      process.env.SOURCE_DATE_EPOCH = 'today';
      expect(packageDate).toThrow("SOURCE_DATE_EPOCH: 'today' is not a number of seconds since 1970.");
      delete process.env.SOURCE_DATE_EPOCH;
      expect(packageDate().getTime()).toBeLessThanOrEqual(Date.now());
    } finally {
      if (given !== undefined) {
        process.env.SOURCE_DATE_EPOCH = given;
      }
    }
  });
});

describe('the archive', () => {
  /** Paths, permissions and dates of a zip's central directory (APPNOTE.TXT, 4.3.12). */
  function directoryOf(archive: Uint8Array) {
    const bytes = Buffer.from(archive);
    const list = [];
    let at = bytes.readUInt32LE(bytes.length - 6);
    while (bytes.readUInt32LE(at) === 0x02014b50) {
      const [name, extra, comment] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
      list.push({
        path: bytes.toString('utf8', at + 46, at + 46 + name),
        date: bytes.readUInt32LE(at + 12),
        mode: bytes.readUInt32LE(at + 38) >>> 16,
      });
      at += 46 + name + extra + comment;
    }
    return list;
  }

  it('is one folder named as the plugin, sorted, with one date, and an executable backend', () => {
    const list = directoryOf(zip(entries, DATE));

    expect(list.map(({ path }) => path)).toEqual(list.map(({ path }) => path).sort());
    expect(list.every(({ path }) => path.startsWith(`${id}/`))).toBe(true);
    // 3 February 2026 at noon, as MS-DOS writes it.
    expect(new Set(list.map(({ date }) => date))).toEqual(new Set([(((46 << 9) | (2 << 5) | 3) << 16) | (12 << 11)]));
    const modes = Object.fromEntries(list.map(({ path, mode }) => [path, mode.toString(8)]));
    expect(modes[`${id}/${backend}`]).toBe('100755');
    expect(modes[`${id}/plugin.json`]).toBe('100644');
  });

  const textOf = (path: string) => Buffer.from(entries.find((one) => one.path === `${id}/${path}`)!.bytes).toString();
  const holding = (words: string) =>
    entries.filter(({ bytes }) => Buffer.from(bytes).includes(words)).map(({ path }) => path);

  it.each([
    ['plugin.json', 'module.js', 'README.md', 'CHANGELOG.md', 'LICENSE'],
    ['schema/v0alpha1.json', 'schema/query.schema.json'],
    [LICENSES_FILE, 'go_plugin_build_manifest', backend],
  ])('has %s, %s, …', (...files) => {
    expect(files.filter((path) => textOf(path).length < 100)).toEqual([]);
  });

  it('names each Go file with its digest', () => {
    const files = globSync('pkg/**/*.go', { cwd: join(folder, PLACES[0], 'sources'), posix: true });
    const lines = textOf('go_plugin_build_manifest').trimEnd().split('\n');

    expect(files.length).toBeGreaterThan(100);
    expect(lines.map((line) => line.split(':')[1]).sort()).toEqual([...files, 'Magefile.go'].sort());
    expect(lines).toContain(`${digest(readFileSync(inRoot('pkg', 'main.go')))}:pkg/main.go`);
  });

  it('has its date, and no placeholder of create-plugin', () => {
    expect(JSON.parse(textOf('plugin.json')).info.updated).toBe('2026-02-03');
    expect(['%VERSION%', '%TODAY%', '%PLUGIN_ID%'].flatMap(holding)).toEqual([]);
  });

  it('names no path of the machine that built it', () => {
    const places = [root, folder, homedir()].filter((path) => path !== '/');
    expect(places.flatMap((path) => holding(`${path}/`))).toEqual([]);
    const sources = entries
      .filter(({ path }) => path.endsWith('.map'))
      .flatMap(({ bytes }): string[] => JSON.parse(bytes.toString()).sources);
    expect(sources.length).toBeGreaterThan(100);
    expect(sources.filter((source) => /^(file:|\/|[A-Z]:)/i.test(source))).toEqual([]);
  });

  it('is no larger than expected', () => {
    const sizeOf = (of: RegExp) =>
      entries.filter(({ path }) => of.test(path)).reduce((sum, one) => sum + one.bytes.length, 0);

    expect(sizeOf(/\.js$/)).toBeLessThan(1e6);
    expect(sizeOf(/\.(md|txt|json|map|svg|png)$/)).toBeLessThan(10e6);
    expect(sizeOf(new RegExp(`/${executable}_`))).toBeLessThan(50e6);
  });
});

it.each([
  ['a package that is bundled', 'react-i18next', /^[\d.]+: MIT$/],
  ["a compiler's own code", 'webpack', /^[\d.]+: MIT$/],
  ['a module that is linked in', 'google.golang.org/grpc', /^v[\d.]+: Apache-2\.0$/],
  ['one under two licenses', 'go.opentelemetry.io/otel', /^v[\d.]+: Apache-2\.0, BSD-3-Clause$/],
  ['Go', 'Go (standard library and run', /^time\): BSD-3-Clause$/],
])('the list of licenses names %s, once', (_, name, rest) => {
  const list = entries.find(({ path }) => path === `${id}/${LICENSES_FILE}`)!.bytes.toString();
  const lines = list.split('\n').filter((line) => line.startsWith(`  ${name} `));

  expect(lines.map((line) => line.slice(name.length + 3))).toEqual([expect.stringMatching(rest)]);
});
