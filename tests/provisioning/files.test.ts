import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDemoServer } from 'opentsdb-demo-server';
import { parse } from 'yaml';

import { inRoot, pluginJson, root } from '../../tools/lib/paths';
import { queryReference, settingsReference } from '../../tools/reference/fields';

const pluginId = pluginJson().id;

function yaml(...path: string[]) {
  return parse(readFileSync(inRoot(...path), 'utf8'));
}

interface DataSource {
  uid: string;
  name: string;
  type: string;
  url?: string;
  isDefault?: boolean;
  jsonData: Record<string, string>;
  secureJsonData?: Record<string, string>;
}

const { datasources }: { datasources: DataSource[] } = yaml('provisioning', 'datasources', 'datasources.yaml');
const uids = datasources.map(({ uid }) => uid);

/** A service of docker-compose.yaml, with what it extends and what follows from its defaults. */
interface Service {
  image?: string;
  command: string[];
  entrypoint?: string[];
  profiles?: string[];
  working_dir?: string;
  /** As `NAME=value`. */
  environment: string[];
  healthcheck: { test: string[] };
  network_mode?: string;
  ports?: Array<{ host_ip?: string; target: number }>;
  volumes: Array<{ type: string; source: string; target: string }>;
}

interface Compose {
  services: Record<'grafana' | 'demo' | 'notifications' | 'opentsdb' | 'opentsdb-data', Service>;
  volumes: Record<string, unknown>;
}

/** The parser of `docker compose`, which checks a file against the Compose Specification. */
const COMPOSE = 'github.com/compose-spec/compose-go/v2/cmd@v2.16.2';

let compose: Compose;

/** What someone who has no data source of OVH Metrics has in the environment. */
function withoutOwn(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('OVH_METRICS_')));
}

// The parser is compiled at its first use.
beforeAll(() => {
  const args = ['run', COMPOSE, '--format', 'json', inRoot('docker-compose.yaml')];
  compose = JSON.parse(execFileSync('go', args, { cwd: root, encoding: 'utf8', env: withoutOwn(process.env) }));
}, 10 * 60_000);

/** The value of an option of a command, such as 4243 of `--port=4243`. */
function option(command: string[], name: string): string | undefined {
  return command.find((word) => word.startsWith(`--${name}=`))?.split('=')[1];
}

describe('provisioned data sources', () => {
  it('are of this plugin, each under a uid of its own, one of them the default', () => {
    expect(datasources.map(({ type }) => type)).toEqual(datasources.map(() => pluginId));
    expect(new Set(uids).size).toBe(uids.length);
    expect(datasources.filter(({ isDefault }) => isDefault)).toHaveLength(1);
  });

  it('have settings that the backend reads, and no others', () => {
    const reference = settingsReference();
    const known = Object.keys(reference.jsonData);
    expect(datasources.length).toBeGreaterThan(0);
    for (const { jsonData, secureJsonData = {}, ...others } of datasources) {
      expect(known).toEqual(expect.arrayContaining(Object.keys(jsonData)));
      expect(reference.secureJsonData).toEqual(expect.arrayContaining(Object.keys(secureJsonData)));
      expect([...reference.root, 'name', 'uid', 'type', 'access', 'isDefault']).toEqual(
        expect.arrayContaining(Object.keys(others))
      );
    }
  });

  it('take region and token of OVH Metrics from variables that docker compose hands on', () => {
    const own = datasources.find(({ uid }) => uid === 'ovh-metrics');
    const variables = [own?.jsonData.region, own?.secureJsonData?.token];
    expect(variables).toEqual(['$OVH_METRICS_REGION', '$OVH_METRICS_TOKEN']);
    expect(compose.services.grafana.environment).toEqual(
      expect.arrayContaining(['OVH_METRICS_REGION=gra1', 'OVH_METRICS_TOKEN='])
    );
  });

  it('hold no token but that of the demo server', () => {
    const tokens = datasources.map(({ secureJsonData }) => secureJsonData?.token).filter(Boolean);
    expect(tokens).toEqual(['$OVH_METRICS_TOKEN', 'demo-read']);
  });
});

describe('docker compose', () => {
  it('shows Grafana to this machine alone', () => {
    expect(compose.services.grafana.ports?.length).toBeGreaterThan(0);
    const ports = Object.values(compose.services).flatMap((service) => service.ports ?? []);
    expect(ports.map(({ host_ip: address }) => address)).toEqual(ports.map(() => '127.0.0.1'));
  });

  it('mounts what is there, or what a build makes, and volumes that it declares', () => {
    for (const { volumes } of Object.values(compose.services)) {
      for (const { type, source } of volumes) {
        const isThere = type === 'volume' ? source in compose.volumes : existsSync(source);
        expect([source, isThere || source === inRoot('dist')]).toEqual([source, true]);
      }
    }
  });

  it('runs the servers where the data sources and the contact point look for them', () => {
    const { demo, opentsdb } = compose.services;
    const source = datasources.find(({ uid }) => uid === 'demo-ovh');
    expect(source?.url).toBe(`http://127.0.0.1:${option(demo.command, 'port')}`);
    expect(source?.secureJsonData?.token).toBe(option(demo.command, 'token'));
    const { port } = new URL(String(datasources.find(({ uid }) => uid === 'opentsdb')?.url));
    expect(opentsdb.command.at(-1)).toContain(`server start /tmp/opentsdb ${port} `);
    // All listen on 127.0.0.1, which is one place only if they share a network.
    const { grafana, ...others } = compose.services;
    expect(grafana.network_mode).toBeUndefined();
    expect(Object.values(others).map((service) => service.network_mode)).toEqual(
      Object.values(others).map(() => 'service:grafana')
    );
  });

  it('ends OpenTSDB, and follows its log, where it was started', () => {
    const script = String(compose.services.opentsdb.command.at(-1));
    const [, run, port] = /server start (\S+) (\d+) \d+/.exec(script) ?? [];
    expect(script).toContain(`server stop ${run} ${port}'`);
    expect(script).toContain(`tail -f ${run}/${port}/log`);
    expect(spawnSync('bash', ['-n', '-c', script]).status).toBe(0);
  });

  it('starts the real OpenTSDB, and what fills it, only where its profile is asked for', () => {
    const { opentsdb, 'opentsdb-data': data, ...others } = compose.services;
    expect([opentsdb.profiles, data.profiles]).toEqual([['opentsdb'], ['opentsdb']]);
    expect(Object.values(others).flatMap(({ profiles = [] }) => profiles)).toEqual([]);
    expect(option(data.command, 'copy-to')).toBe(datasources.find(({ uid }) => uid === 'opentsdb')?.url);
  });

  it('starts the receiver of notifications in the place where it is mounted', () => {
    const { command, volumes } = compose.services.notifications;
    const script = String(command.find((word) => word.endsWith('.ts')));
    const mount = volumes.find(({ target }) => script.startsWith(target));
    expect(existsSync(script.replace(String(mount?.target), String(mount?.source)))).toBe(true);
  });
});

describe('in a clone without node_modules', () => {
  let container: string;
  const running = new Set<ChildProcess>();

  beforeEach(() => (container = mkdtempSync(join(tmpdir(), 'container-'))));
  afterEach(() => {
    running.forEach((child) => child.kill('SIGKILL'));
    running.clear();
    rmSync(container, { recursive: true, force: true });
  });

  /** Runs what a service does in a container with nothing but what it mounts; resolves when a line matches. */
  async function serve(name: 'demo' | 'opentsdb-data', args: string[], pattern: RegExp): Promise<string> {
    const { entrypoint = [], volumes, working_dir: workingDir = '' } = compose.services[name];
    for (const { source, target } of volumes) {
      cpSync(source, join(container, target), { recursive: true, filter: (path) => !path.includes('node_modules') });
    }
    const cwd = join(container, workingDir);
    mkdirSync(cwd);
    const [program, ...words] = entrypoint.map((word) => word.replaceAll('/source/', `${container}/source/`));
    // What npm tells those that it runs is not there in a container; its cache is used so that no network is needed.
    const env = Object.fromEntries(Object.entries(process.env).filter(([key]) => !/^npm_(?!config_cache)/i.test(key)));
    const child = spawn(program, [...words, ...args], { cwd, env: { ...env, npm_config_prefer_offline: 'true' } });
    running.add(child);
    let output = '';
    return new Promise((resolve, reject) => {
      const read = (text: Buffer) => {
        output += text;
        const found = pattern.exec(output);
        if (found) {
          resolve(found[1]);
        }
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.on('exit', () => reject(new Error(output)));
    });
  }

  const elsewhere = (args: string[]) => args.map((word) => word.replace(/^--port=\d+/, '--port=0'));

  it('the demo server installs what it needs, and responds', async () => {
    const { command } = compose.services.demo;
    const url = await serve('demo', elsewhere(command), /^demo ovh: (http:\S+)/m);
    const authorization = `Basic ${Buffer.from(`m:${option(command, 'token')}`).toString('base64')}`;
    const response = await fetch(`${url}/api/suggest?type=metrics&q=os.cpu`, { headers: { authorization } });
    expect(await response.json()).toEqual(['os.cpu']);
  }, 120_000);

  it('OpenTSDB is filled with points of now', async () => {
    const opentsdb = await startDemoServer({ dialect: 'opentsdb', data: false });
    try {
      const { command } = compose.services['opentsdb-data'];
      const args = elsewhere(command).map((word) => word.replace(/^--copy-to=.*/, `--copy-to=${opentsdb.url}`));
      await serve('opentsdb-data', args, /^(copied \d{4,} points)/m);
      const response = await fetch(`${opentsdb.url}/api/query?start=5m-ago&m=sum:os.cpu`);
      expect(await response.json()).toEqual([expect.objectContaining({ metric: 'os.cpu' })]);
    } finally {
      await opentsdb.close();
    }
  }, 120_000);
});

describe('health checks', () => {
  /** The address at which each service responds when it is up. */
  const HEALTHY = {
    grafana: 'http://127.0.0.1:3000/api/health',
    demo: 'http://127.0.0.1:4243/',
    notifications: 'http://127.0.0.1:4244/',
    opentsdb: 'http://127.0.0.1:4242/api/version',
    'opentsdb-data': 'http://127.0.0.1:4245/',
  };

  /** Runs a service's health check with another server in the service's place. */
  async function check(name: keyof typeof HEALTHY, url: string): Promise<number | null> {
    const [kind, program, ...args] = compose.services[name].healthcheck.test;
    expect(kind).toBe('CMD');
    expect(args.join(' ')).toContain(HEALTHY[name]);
    const elsewhere = args.map((word) => word.replace(HEALTHY[name], url));
    const [code] = await once(spawn(program === 'node' ? process.execPath : program, elsewhere), 'exit');
    return code;
  }

  it('are there for each service', () => {
    expect(Object.keys(HEALTHY).sort()).toEqual(Object.keys(compose.services).sort());
  });

  describe.each(Object.keys(HEALTHY) as Array<keyof typeof HEALTHY>)('of %s', (name) => {
    let status: number;
    let server: Server;
    let url: string;

    beforeEach(async () => {
      server = createServer((_, response) => response.writeHead(status).end());
      await once(server.listen(0, '127.0.0.1'), 'listening');
      url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    });

    afterEach(() => server.close());

    it('tells a response from an error and from none', async () => {
      status = 200;
      expect(await check(name, url)).toBe(0);
      status = 503;
      expect(await check(name, url)).not.toBe(0);
      await once(server.close(), 'close');
      expect(await check(name, url)).not.toBe(0);
    });
  });
});

interface Rule {
  condition: string;
  annotations: Record<string, string>;
  data: Array<{
    refId: string;
    datasourceUid: string;
    relativeTimeRange?: { from: number; to: number };
    model: Record<string, unknown> & { refId: string; expression?: string; filters?: Array<Record<string, unknown>> };
  }>;
}

describe('provisioned alert rules', () => {
  const { groups } = yaml('provisioning', 'alerting', 'hosts.yaml');
  const rules: Rule[] = groups.flatMap((group: { rules: Rule[] }) => group.rules);
  const queries = rules.flatMap(({ data }) => data).filter(({ datasourceUid }) => datasourceUid !== '__expr__');

  it('ask provisioned data sources, and decide by a query that they have', () => {
    expect(queries.length).toBeGreaterThan(0);
    for (const { data, condition } of rules) {
      const refIds = data.map(({ refId }) => refId);
      expect(refIds).toContain(condition);
      for (const { datasourceUid, model, refId } of data) {
        expect([...uids, '__expr__']).toContain(datasourceUid);
        expect(model.refId).toBe(refId);
        if (datasourceUid === '__expr__') {
          expect(refIds).toContain(model.expression);
        }
      }
    }
  });

  it('have queries of fields that the backend reads, and no others', () => {
    const { fields } = queryReference();
    for (const { model } of queries) {
      expect([...fields.query, 'refId', 'datasource']).toEqual(expect.arrayContaining(Object.keys(model)));
      for (const filter of model.filters ?? []) {
        expect(fields.filter).toEqual(expect.arrayContaining(Object.keys(filter)));
      }
    }
  });

  it('look over a time range that holds several of their intervals, without the one that is filling up', () => {
    for (const { relativeTimeRange, model } of queries) {
      expect(model.downsampleInterval).toBe('1m');
      expect(relativeTimeRange?.to).toBe(60);
      expect(Number(relativeTimeRange?.from) - 60).toBeGreaterThanOrEqual(5 * 60);
    }
  });

  it('name the host in their text', () => {
    for (const { annotations, data } of rules) {
      expect(annotations.summary).toContain('{{ $labels.host }}');
      // Grafana fills variables of its environment into texts with braces: a text must not look like one.
      expect(JSON.stringify(annotations)).not.toContain('${');
      const values = [...annotations.summary.matchAll(/\$values\.(\w+)/g)].map(([, refId]) => refId);
      expect(data.map(({ refId }) => refId)).toEqual(expect.arrayContaining(values));
    }
  });
});

describe('provisioned notifications', () => {
  const { contactPoints, policies } = yaml('provisioning', 'alerting', 'notifications.yaml');

  it('go to the receiver of docker compose, and nowhere else', () => {
    const receivers = contactPoints.flatMap((point: { receivers: object[] }) => point.receivers);
    const port = compose.services.notifications.command.at(-1);
    expect(receivers).toEqual([
      {
        uid: expect.stringMatching(/^[\w-]{1,40}$/),
        type: 'webhook',
        settings: { url: `http://127.0.0.1:${port}/`, httpMethod: 'POST' },
      },
    ]);
  });

  it('follow one policy, to a contact point that there is, one for each host', () => {
    expect(policies).toHaveLength(1);
    const [{ receiver, group_by: groupBy }] = policies;
    expect(contactPoints.map(({ name }: { name: string }) => name)).toContain(receiver);
    expect(groupBy).toEqual(['grafana_folder', 'alertname', 'host']);
  });
});

describe('provisioned dashboards', () => {
  it('are those of the plugin, from where docker compose mounts it', () => {
    const [{ options }] = yaml('provisioning', 'dashboards', 'dashboards.yaml').providers;
    const mount = compose.services.grafana.volumes.find(({ source }) => source === inRoot('dist'));
    expect(options.path).toBe(`${mount?.target}/dashboards`);
  });
});
