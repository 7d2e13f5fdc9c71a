import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { inRoot, pluginJson } from './lib/paths';

const pluginId = pluginJson().id;

function yaml(...path: string[]) {
  // !override is docker compose's own tag: the value behind it replaces that of the extended file.
  const customTags = [{ tag: '!override', collection: 'seq' as const, default: false }];
  return parse(readFileSync(inRoot(...path), 'utf8'), {
    customTags: (known) => [...known, ...customTags] as typeof known,
  });
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

describe('provisioned data sources', () => {
  it('are of this plugin, each under a uid of its own, one of them the default', () => {
    expect(datasources.map(({ type }) => type)).toEqual(datasources.map(() => pluginId));
    expect(new Set(uids).size).toBe(uids.length);
    expect(datasources.filter(({ isDefault }) => isDefault)).toHaveLength(1);
  });

  it('take region and token of OVH Metrics from variables that docker compose hands on', () => {
    const own = datasources.find(({ uid }) => uid === 'ovh-metrics');
    const { environment } = yaml('docker-compose.yaml').services.grafana;
    for (const value of [own?.jsonData.region, own?.secureJsonData?.token]) {
      expect(value).toMatch(/^\$\w+$/);
      expect(environment).toHaveProperty(String(value).slice(1));
    }
  });

  it('hold no token but that of the demo server', () => {
    const tokens = datasources.map(({ secureJsonData }) => secureJsonData?.token).filter(Boolean);
    expect(tokens).toEqual(['$OVH_METRICS_TOKEN', 'demo-read']);
  });
});

describe('docker compose', () => {
  const { services, volumes } = yaml('docker-compose.yaml');

  it('extends the file that is there, and shows Grafana to this machine alone', () => {
    expect(existsSync(inRoot(services.grafana.extends.file))).toBe(true);
    for (const port of services.grafana.ports) {
      expect(port).toMatch(/^127\.0\.0\.1:/);
    }
  });

  it('mounts what is there, and names volumes that it declares', () => {
    for (const { volumes: mounts = [] } of Object.values<{ volumes?: string[] }>(services)) {
      for (const mount of mounts) {
        const [source] = mount.split(':');
        expect(source.startsWith('.') ? existsSync(inRoot(source)) : source in volumes).toBe(true);
      }
    }
  });

  it('runs the servers where the data sources look for them', () => {
    const demo: string[] = services.demo.command;
    const port = demo.find((word) => word.startsWith('--port='))?.split('=')[1];
    const token = demo.find((word) => word.startsWith('--token='))?.split('=')[1];
    const source = datasources.find(({ uid }) => uid === 'demo-ovh');
    expect(source?.url).toBe(`http://127.0.0.1:${port}`);
    expect(source?.secureJsonData?.token).toBe(token);
    const opentsdb = datasources.find(({ uid }) => uid === 'opentsdb');
    expect(services.opentsdb.command.at(-1)).toContain(` ${new URL(String(opentsdb?.url)).port} `);
    // All listen on 127.0.0.1, which is one place only if they share a network.
    expect([services.demo.network_mode, services.opentsdb.network_mode]).toEqual([
      'service:grafana',
      'service:grafana',
    ]);
  });

  it('runs the demo server with the tsx that the project has', () => {
    const { devDependencies } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
    expect(services.demo.command).toContain(`tsx@${devDependencies.tsx}`);
  });
});

describe('provisioned alert rules', () => {
  const { groups } = yaml('provisioning', 'alerting', 'hosts.yaml');
  const rules = groups.flatMap((group: { rules: object[] }) => group.rules);

  it('ask provisioned data sources, and decide by a query that they have', () => {
    expect(rules.length).toBeGreaterThan(0);
    for (const { data, condition } of rules) {
      const refIds = data.map(({ refId }: { refId: string }) => refId);
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

  it('look over a time range that holds several of their intervals', () => {
    const [{ relativeTimeRange, model }] = rules[0].data;
    expect(model.downsampleInterval).toBe('1m');
    expect(relativeTimeRange.from - relativeTimeRange.to).toBeGreaterThanOrEqual(5 * 60);
  });
});

describe('provisioned dashboards', () => {
  const folder = inRoot('provisioning', 'dashboards');
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));

  it('are read from where docker compose mounts them', () => {
    const [{ options }] = yaml('provisioning', 'dashboards', 'dashboards.yaml').providers;
    const base = yaml('.config', 'docker-compose-base.yaml');
    const mount = base.services.grafana.volumes.find((one: string) => one.startsWith('../provisioning:'));
    expect(options.path).toBe(`${mount.split(':')[1]}/dashboards`);
    expect(files.length).toBeGreaterThan(0);
  });

  it.each(files)('%s takes its data source from a variable of this plugin', (name) => {
    const { uid, panels, templating } = JSON.parse(readFileSync(`${folder}/${name}`, 'utf8'));
    expect(uid).toBeTruthy();
    expect(templating.list).toContainEqual(expect.objectContaining({ type: 'datasource', query: pluginId }));
    for (const { datasource, targets } of panels) {
      for (const target of targets) {
        expect([datasource, target.datasource]).toEqual([0, 1].map(() => ({ type: pluginId, uid: '${datasource}' })));
      }
    }
  });
});
