import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from '@playwright/test';

const root = path.resolve(__dirname, '..', '..', '..');

test.skip(process.platform !== 'linux', 'the process table is read from /proc');

/** What `npm start` runs. */
const TOOL = [process.execPath, '--import', 'tsx', 'tools/start.ts'];

/** Starts the workbench on a free port and waits for its address. */
async function start([command, ...args] = TOOL): Promise<{ tool: ChildProcess; url: string; family: number[] }> {
  const tool = spawn(command, args, {
    cwd: root,
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: tool.stdout })) {
    const ready = /^ready: (http:\S+)$/.exec(line);
    if (ready) {
      return { tool, url: ready[1], family: descendants(Number(tool.pid)) };
    }
  }
  throw new Error('the workbench did not start');
}

interface Entry {
  pid: number;
  parent: number;
  name: string;
}

function processes(): Entry[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const [, pid, command, parent] =
          /^(\d+) \((.*)\) \S (\d+)/s.exec(readFileSync(`/proc/${name}/stat`, 'utf8')) ?? [];
        return [{ pid: Number(pid), parent: Number(parent), name: command }];
      } catch {
        return []; // ended since the folder was listed
      }
    });
}

function descendants(pid: number): number[] {
  const children = processes().filter(({ parent }) => parent === pid);
  return [pid, ...children.flatMap((child) => descendants(child.pid))];
}

/** Those of the family that still run. */
function left(family: number[]): Entry[] {
  return processes().filter(({ pid }) => family.includes(pid));
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`${signal} ends the workbench and every process below it`, async ({ request }) => {
    const { tool, url, family } = await start();
    expect((await request.get(url)).ok()).toBe(true);
    // The tool, the bridge and the plugin's backend at least.
    expect(family.length).toBeGreaterThanOrEqual(3);
    tool.kill(signal);
    await expect.poll(() => left(family)).toEqual([]);
    expect(tool.exitCode).toBe(0);
  });
}

test('the end of one process ends all others', async () => {
  const { tool, family } = await start();
  const bridge = left(family).find(({ name }) => name === 'bridge');
  process.kill(Number(bridge?.pid), 'SIGKILL');
  await expect.poll(() => left(family)).toEqual([]);
  expect(tool.exitCode).toBe(1);
});

test('nothing outlives a tool that is killed', async () => {
  const { tool, family } = await start();
  tool.kill('SIGKILL');
  await expect.poll(() => left(family)).toEqual([]);
});

test('nothing outlives npm that is ended', async () => {
  // Without looking for new packages before.
  const { tool, family } = await start(['npm', 'start', '--ignore-scripts']);
  expect(family.length).toBeGreaterThanOrEqual(4);
  tool.kill('SIGTERM');
  await expect.poll(() => left(family)).toEqual([]);
});
