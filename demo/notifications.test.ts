import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');

// Starting a TypeScript process takes seconds on a busy machine.
jest.setTimeout(60_000);

/** What Grafana's webhook posts, as far as it is read. */
const NOTIFICATION = {
  receiver: 'Log of notifications',
  status: 'firing',
  alerts: [
    {
      status: 'firing',
      labels: { host: 'web01', alertname: "A host's CPU is busy", dc: 'gra' },
      annotations: { summary: 'CPU of web01 in gra is at 93 %' },
    },
    { status: 'resolved', labels: { alertname: 'Another' }, annotations: {} },
  ],
};

describe('the receiver of notifications', () => {
  let child: ChildProcess;
  let lines: AsyncIterator<string>;
  let url: string;

  async function line(): Promise<string> {
    return (await lines.next()).value;
  }

  async function post(body: string): Promise<number> {
    return (await fetch(url, { method: 'POST', body })).status;
  }

  beforeAll(async () => {
    child = spawn(process.execPath, ['--import', 'tsx', 'demo/notifications.ts', '0'], { cwd: ROOT });
    lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
    url = (await line()).replace('notifications: ', '');
  });

  afterAll(() => child.kill('SIGKILL'));

  it('responds to a health check', async () => {
    expect((await fetch(url)).status).toBe(200);
  });

  it('prints a line for each alert, and goes on after what it cannot read', async () => {
    expect(await post('no JSON')).toBe(400);
    expect(await post('{}')).toBe(400);
    expect(await post(JSON.stringify(NOTIFICATION))).toBe(200);
    expect([await line(), await line()]).toEqual([
      'firing: CPU of web01 in gra is at 93 % (dc=gra, host=web01)',
      'resolved: Another ()',
    ]);
  });

  it('ends when it is told to', async () => {
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});
