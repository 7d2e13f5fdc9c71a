import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { type Readable, type Writable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { DEFAULT_READ_TOKEN, type DemoServer, type DialectName, startDemoServer } from 'opentsdb-demo-server';
import { backendBinary, bridgeBinary, workbenchDir } from './builds';
import { inRoot, root } from './paths';

/** A running workbench: demo servers, the bridge, and below it the plugin's backend. */
export interface Stack {
  /** Where the page is. */
  url: string;
  /** The demo servers' addresses. */
  demo: Record<DialectName, string>;
  /** Settles when the bridge has ended, with what to tell; it ends by itself only in failure. */
  ended: Promise<string>;
  /** Ends everything. May be called more than once. */
  stop: () => Promise<void>;
}

/** Starts what `buildAll` has built. Port 0 takes a free one; `page` is the folder of the page. */
export async function startStack(port: number, page = workbenchDir): Promise<Stack> {
  const servers = {
    ovh: await startDemoServer({ dialect: 'ovh', live: true, faults: true }),
    opentsdb: await startDemoServer({ dialect: 'opentsdb', live: true, faults: true }),
  };
  const bridge = startBridge(port, page, servers);
  const ended = once(bridge, 'exit').then(([code, signal]) => `the workbench ended (${signal ?? `exit code ${code}`})`);
  const end = async () => {
    bridge.kill('SIGTERM');
    await Promise.race([ended, setTimeout(graceMs, undefined, { ref: false })]);
    killGroup(bridge);
    await Promise.all(Object.values(servers).map((server) => server.close()));
  };
  let stopping: Promise<void> | undefined;
  const stop = () => (stopping ??= end());
  try {
    const url = await addressOf(bridge);
    return { url, demo: { ovh: servers.ovh.url, opentsdb: servers.opentsdb.url }, ended, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** How long the bridge may take to end by itself before it is killed. */
const graceMs = 5000;

/** The data sources that the workbench starts with, as Grafana's API takes them. */
function presets(servers: Record<DialectName, DemoServer>) {
  return [
    {
      uid: 'demo-ovh',
      name: 'Demo OVH Metrics',
      isDefault: true,
      url: servers.ovh.url,
      jsonData: { dialect: 'ovh' },
      secureJsonData: { token: DEFAULT_READ_TOKEN },
    },
    { uid: 'demo-opentsdb', name: 'Demo OpenTSDB', url: servers.opentsdb.url, jsonData: { dialect: 'opentsdb' } },
  ];
}

type Bridge = ChildProcessByStdio<Writable, Readable, null>;

/** Starts the bridge as the leader of a process group of its own, so that nothing below it can outlive it. */
function startBridge(port: number, page: string, servers: Record<DialectName, DemoServer>): Bridge {
  const args = [
    ['-port', String(port)],
    ['-backend', backendBinary()],
    ['-page', page],
    ['-plugin', inRoot('dist')],
    ['-until-stdin-closes'],
  ].flat();
  return spawn(bridgeBinary, args, {
    cwd: root,
    detached: true,
    // It ends when this pipe closes: even if this process is killed, and so can't end it.
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, WORKBENCH_DATASOURCES: JSON.stringify(presets(servers)) },
  });
}

/** The address that the bridge says it serves on. */
async function addressOf({ stdout }: Bridge): Promise<string> {
  for await (const line of createInterface({ input: stdout })) {
    const address = /^workbench: (http:\S+)$/.exec(line);
    if (address) {
      return address[1];
    }
  }
  throw new Error('the workbench did not start; the reason is above');
}

/** Ends what may be left of the bridge's process group, such as a backend whose bridge crashed. */
function killGroup({ pid }: Bridge): void {
  if (pid === undefined || process.platform === 'win32') {
    return;
  }
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // ESRCH: the group is gone, as it should be.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) {
      throw error;
    }
  }
}
