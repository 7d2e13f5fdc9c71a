/** The pages that users read: what they print runs, and what they name exists. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { type DemoServer, startDemoServer } from '../../demo/server';
import { filledIn, findPython, pythonProgram, root, shell } from './tools';

const read = (path: string) => readFileSync(join(root, path), 'utf8');

/** A page's blocks of code in one language. */
function blocks(page: string, language: string): string[] {
  return [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, code]) => code);
}

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
  const page = read('docs/getting-started.md');
  const [push, query] = blocks(page, 'sh');
  const [program] = blocks(page, 'python');
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
  const [command] = blocks(read('docs/migrating.md'), 'sh');
  const [sed] = command.split(' dashboard.json > ');
  const migrated = execFileSync('sh', ['-c', sed], { input: dashboard('opentsdb'), encoding: 'utf8' });
  expect(migrated.trim()).toBe(dashboard('ovh-opentsdb-datasource'));
});

describe.each([
  ['docs/alerting.md', 0],
  ['docs/architecture.md', 0],
  ['docs/migrating.md', 0],
  ['docs/servers.md', 0],
  ['CONTRIBUTING.md', 0],
  ['docs/api.md', 5],
  ['docs/configuration.md', 1],
  ['docs/getting-started.md', 5],
  ['docs/provisioning.md', 5],
  ['docs/queries.md', 0],
  ['docs/troubleshooting.md', 5],
  ['README.md', 5],
])('%s', (page, fewest) => {
  const all = links(read(page)).map(({ text, path }) => [text, join(dirname(page), path)]);

  it('links to files and pictures that exist', () => {
    expect(all.filter(([, path]) => !existsSync(join(root, path)))).toEqual([]);
    expect(all.length).toBeGreaterThan(fewest);
  });

  it('links to headings that exist', () => {
    const anchors = [...read(page).matchAll(/\]\(([^)#:]*)#([^)]+)\)/g)].map(([, path, anchor]) => ({
      target: path === '' ? page : join(dirname(page), path),
      anchor,
    }));
    expect(anchors.filter(({ target, anchor }) => !headings(read(target)).includes(anchor))).toEqual([]);
  });
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
