/** The pages that users read: what they print runs, and what they name exists. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { globSync } from 'glob';

import { type DemoServer, startDemoServer } from '../../demo/server';
import { filledIn, findPython, pythonProgram, shell } from '../../demo/documented/tools';
import { inRoot, root } from '../../tools/lib/paths';
import { examplesOf } from '../../tools/reference/examples';

/** For tools that are started on a machine that does much else. */
jest.setTimeout(60_000);

const read = (path: string) => readFileSync(inRoot(path), 'utf8');

/** What a page links to within the project, or shows: text and path. */
function links(page: string): Array<{ text: string; path: string }> {
  return [...page.matchAll(/\[([^\]]+)\]\(([^)#]+)(?:#[^)]*)?\)/g)]
    .map(([, text, path]) => ({ text, path }))
    .filter(({ path }) => !/^https?:/.test(path));
}

/** The anchors of a page's headings, as GitHub makes them. */
function headings(page: string): string[] {
  return [...page.matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-')
  );
}

describe('docs/getting-started.md', () => {
  const [push, query] = examplesOf('docs/getting-started.md', 'sh').map(({ code }) => code);
  const [{ code: program }] = examplesOf('docs/getting-started.md', 'python');
  const found = findPython();
  let server: DemoServer;
  beforeEach(async () => {
    server = await startDemoServer({ dialect: 'ovh', data: false });
  });
  afterEach(() => server.close());

  /** The newest value of each host. */
  const values = () =>
    Object.fromEntries(
      server.store
        .series(server.application, 'my.first.metric')
        .map((series) => [series.tags.host, series.last(Date.now(), 60_000)?.value])
    );

  it('pushes points of now with curl, and reads them back', async () => {
    expect(await shell(filledIn(push, server.url))).toEqual({ status: 200, body: '' });
    expect(values()).toEqual({ web01: 18, web02: 21.5 });

    const { status, body } = await shell(filledIn(query, server.url));
    expect(status).toBe(200);
    const series: Array<{ dps: Record<string, number> }> = JSON.parse(body);
    expect(series.flatMap(({ dps }) => Object.values(dps)).sort()).toEqual([18, 21.5]);
  });

  const title = 'pushes points of now with Python';
  if ('path' in found) {
    it(title, async () => {
      expect(await pythonProgram(found.path, filledIn(program, server.url))).toBe('200\n');
      expect(values()).toEqual({ web01: 18, web02: 21.5 });
    });
  } else {
    it.skip(`${title} (skipped: ${found.missing})`, () => undefined);
  }
});

it("docs/migrating.md's command changes a dashboard's references to the built-in data source, and nothing else", () => {
  const dashboard = (plugin: string) =>
    JSON.stringify(
      {
        __inputs: [{ name: 'DS_OPENTSDB', type: 'datasource', pluginId: plugin }],
        __requires: [{ type: 'datasource', id: plugin, name: 'OpenTSDB' }],
        title: 'All about opentsdb',
        panels: [
          { datasource: { type: plugin, uid: '${DS_OPENTSDB}' }, targets: [{ metric: 'opentsdb', refId: 'A' }] },
        ],
        templating: { list: [{ name: 'source', type: 'datasource', query: plugin }] },
      },
      null,
      2
    );
  const [{ code }] = examplesOf('docs/migrating.md', 'sh');
  const [sed] = code.split(' dashboard.json > ');
  const migrated = execFileSync('sh', ['-c', sed], { input: dashboard('opentsdb'), encoding: 'utf8' });
  expect(migrated.trim()).toBe(dashboard('ovh-opentsdb-datasource'));
});

const PAGES = globSync(['*.md', '{demo,docs,testdata,tests}/**/*.md'], { cwd: root, posix: true }).sort();

describe.each(PAGES)('%s', (page) => {
  it('links to files and pictures that exist', () => {
    const all = links(read(page)).map(({ text, path }) => [text, join(dirname(page), path)]);
    expect(all.filter(([, path]) => !existsSync(inRoot(path)))).toEqual([]);
  });

  it('links to headings that exist', () => {
    const anchors = [...read(page).matchAll(/\]\(([^)#:]*)#([^)]+)\)/g)].map(([, path, anchor]) => ({
      target: path === '' ? page : join(dirname(page), path),
      anchor,
    }));
    expect(anchors.filter(({ target, anchor }) => !headings(read(target)).includes(anchor))).toEqual([]);
  });
});

/** Words of this project's own, and what Grafana and OpenTSDB call the same. */
const OWN_WORDS: Array<[own: RegExp, term: string]> = [
  [/\b(least|minimum) interval\b/gi, 'Min interval'],
  [/\bmost (series|suggestions)\b(?! (of|have|are))/gi, 'Max series, Lookup limit'],
  [/\blargest answer\b/gi, 'Max response size'],
  [/\*missing points\*/gi, 'Fill policy'],
  [/\bkinds? of server\b/gi, 'server type'],
  [/\b(living|dead) series\b/gi, 'active series, series that ended'],
  [/\b(kept|server's) answers?\b/gi, 'response'],
  [/\bstamps?\b/gi, 'timestamp'],
  [/\b(mend|anew|otherwise than|to be had|come by)\b/gi, 'fix, again, differently from, supported, get'],
  [/\bline ends?\b/gi, 'line break'],
  [/\b(stored in clear|longer than nothing)\b/gi, 'stored unencrypted, longer than 0'],
  [/\*(More options|Rollups)\*/g, 'Options, Rollup, as the editor does'],
  [/\bif it goes on\b/gi, 'if it happens again'],
];

it('the pages and the English texts use the terms of Grafana and OpenTSDB', () => {
  const texts = PAGES.filter((page) => /^(docs|demo)\/|^[A-Z]+\.md$/.test(page));
  const all = [...texts, 'src/README.md', `src/locales/en-US/ovh-opentsdb-datasource.json`];
  expect(all.length).toBeGreaterThan(15);
  const found = all.flatMap((path) =>
    OWN_WORDS.flatMap(([own, term]) =>
      [...read(path).matchAll(own)].map(([words]) => `${path} says "${words}": write ${term}`)
    )
  );
  expect(found).toEqual([]);
});

describe('docs/api.md', () => {
  const tests = links(read('docs/api.md')).filter(({ path }) => /_test\.go$|\.(test|spec)\.tsx?$/.test(path));

  it.each(tests.map(({ text, path }) => [text, join('docs', path)]))(
    'names a test that exists: %s in %s',
    (name, path) => {
      const source = read(path);
      const declared = path.endsWith('.go')
        ? [`func ${name}(`]
        : ['it', 'withPython', 'test', 'test.describe'].map((call) => `${call}('${name}', `);
      expect(declared.filter((text) => source.includes(text))).toHaveLength(1);
    }
  );

  it('has every call of the service in its table', () => {
    const page = read('docs/api.md');
    for (const path of ['/api/suggest', '/api/search/lookup', '/api/query', '/api/query/last']) {
      expect(page).toContain(`| \`GET ${path}\` |`);
      expect(page).toContain(`| \`POST ${path}\` |`);
    }
    expect(page).toContain('| `DELETE /api/query` |');
    expect(page).toContain('| `POST /api/put` |');
  });
});
