import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whatever a test does, no server is left behind. */
const running = new Set<ChildProcess>();
afterEach(() => running.forEach((child) => child.kill('SIGKILL')));

const POINT = { metric: 'a.b', timestamp: 1_700_000_000, value: 1, tags: { host: 'web01' } };

// Starting a TypeScript process takes seconds on a busy machine.
jest.setTimeout(60_000);

interface Ended {
  code: number | null;
  output: string;
  errors: string;
}

/** Starts the command and waits until it has printed a line that matches, or has ended. */
async function demo(...options: string[]) {
  const child: ChildProcess = spawn(process.execPath, [join(__dirname, 'bin.mjs'), ...options]);
  running.add(child);
  child.once('exit', () => running.delete(child));
  let output = '';
  let errors = '';
  child.stderr?.on('data', (text) => (errors += text));
  const ended = once(child, 'exit').then(([code]): Ended => ({ code, output, errors }));
  child.stdout?.on('data', (text) => (output += text));
  const printed = (pattern: RegExp) =>
    new Promise<string | undefined>((resolve) => {
      const look = () => {
        const line = pattern.exec(output);
        if (line) {
          resolve(line[1]);
        }
      };
      child.stdout?.on('data', look);
      void ended.then(() => resolve(undefined));
      look();
    });
  const url = await printed(/^demo \w+: (http:\S+) \(read token: .+\)$/m);
  return { url, printed, ended, stop: (signal: NodeJS.Signals) => child.kill(signal) };
}

describe('npm run demo', () => {
  let directory: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'demo-main-'));
  });

  afterAll(() => rm(directory, { recursive: true }));

  it('loads points, prints where it listens, and saves what was put when it is told to end', async () => {
    const [load, save] = ['load.jsonl', 'save.jsonl'].map((name) => join(directory, name));
    await writeFile(load, `${JSON.stringify(POINT)}\n`);
    const { url, ended, stop } = await demo(
      '--dialect=opentsdb',
      '--port=0',
      '--no-data',
      `--load=${load}`,
      `--save=${save}`
    );
    await fetch(`${url}/api/put`, { method: 'POST', body: JSON.stringify({ ...POINT, timestamp: 1_700_000_060 }) });
    stop('SIGTERM');

    expect(await ended).toMatchObject({ code: 0, errors: '' });
    const lines = (await readFile(save, 'utf8')).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).timestamp)).toEqual([1_700_000_000, 1_700_000_060]);
  });

  it('takes the tokens it is given, and ends on Ctrl-C', async () => {
    const { url, ended, stop } = await demo('--port=0', '--token=mine', '--metrics=2');
    const headers = { authorization: `Basic ${Buffer.from('u:mine').toString('base64')}` };
    const response = await fetch(`${url}/api/suggest?type=metrics&q=load.demo`, { headers });

    expect(await response.json()).toEqual(['load.demo.m00000', 'load.demo.m00001']);
    stop('SIGINT');
    expect((await ended).code).toBe(0);
  });

  it('copies its points into an OpenTSDB', async () => {
    const target = await demo('--dialect=opentsdb', '--port=0', '--no-data');
    const source = await demo('--dialect=opentsdb', '--port=0', '--live', `--copy-to=${target.url}/`);
    await source.printed(/^copied \d{5,} points to /m);
    const query = '/api/query?start=2h-ago&end=1h-ago&m=none:os.cpu{host=web01}&m=none:sys.cpu.nice{host=web01}';
    const counts = (await (await fetch(`${target.url}${query}`)).json()).map(
      ({ dps }: { dps: object }) => Object.keys(dps).length
    );

    // An hour with both its ends, or the points between them: one each 15 s, and one each 10 s.
    expect([240, 241]).toContain(counts[0]);
    expect([360, 361]).toContain(counts[1]);
    target.stop('SIGTERM');
    source.stop('SIGTERM');
    expect((await source.ended).code).toBe(0);
  });

  it('says which OpenTSDB it could not copy to, and ends', async () => {
    const gone = await demo('--dialect=opentsdb', '--port=0', '--no-data');
    gone.stop('SIGTERM');
    await gone.ended;
    const { ended } = await demo('--dialect=opentsdb', '--port=0', `--copy-to=${gone.url}`);

    const { code, errors } = await ended;
    expect(code).toBe(1);
    expect(errors).toContain(`${gone.url}/api/put`);
  });

  it('is the release it is told to be', async () => {
    const { url, ended, stop } = await demo('--dialect=opentsdb', '--version=2.2.1', '--port=0', '--no-data');
    const [version, aggregators] = await Promise.all(
      ['version', 'aggregators'].map(async (call) => (await fetch(`${url}/api/${call}`)).json())
    );

    expect(version).toMatchObject({ version: '2.2.1' });
    expect(aggregators).toContain('sum');
    expect(aggregators).not.toContain('none');
    stop('SIGTERM');
    expect((await ended).code).toBe(0);
  });

  it.each([
    ['--dialect=graphite', "--dialect: 'graphite' is none of ovh, opentsdb."],
    ['--port=http', "--port: 'http' is not a whole number from 0 to 65535."],
    ['--prot=1', "Unknown option '--prot'"],
    ['--dialect=opentsdb --version=2.5', "--version: '2.5' is none of 2.2.1, 2.3.2, 2.4.1."],
    ['--version=2.3.2', '--version is for --dialect opentsdb.'],
    ['--dialect=opentsdb --version=2.3.2 --fetch-limit=10', '--fetch-limit: OpenTSDB 2.3.2 has no such limit.'],
    ['--fetch-limit=many', "--fetch-limit: 'many' is not a whole number"],
  ])('refuses %s with a message', async (option, message) => {
    const { ended } = await demo(...option.split(' '));
    const { code, errors } = await ended;

    expect(code).toBe(1);
    expect(errors).toContain(message);
  });
});
