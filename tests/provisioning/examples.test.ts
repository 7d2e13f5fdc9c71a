/** Each example of docs is parsed, and its settings and queries are held against the schemas that are shipped. */
import Ajv from 'ajv';
import Ajv2020 from 'ajv/dist/2020';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';

import { inRoot, pluginJson, root } from '../../tools/lib/paths';
import { examplesOf } from '../../tools/reference/examples';

const PAGE = 'docs/provisioning.md';
const read = (name: string) => JSON.parse(readFileSync(inRoot('src', 'schema', name), 'utf8'));
const { id } = pluginJson();
const { settings } = read('v0alpha1.json');

const parsed = (page: string) =>
  examplesOf(page, 'yaml').flatMap(({ code }) =>
    parseAllDocuments(code, { strict: true, uniqueKeys: true }).map((document) => {
      expect([code, document.errors, document.warnings]).toEqual([code, [], []]);
      return document.toJS();
    })
  );
const documents = parsed(PAGE);

const ajv = new Ajv({ allErrors: true, strict: false });
// Grafana keeps more in jsonData than the plugin knows, so the schema is open there; an example has only what is known.
const { jsonData } = settings.spec.properties;
const isSpec = ajv.compile({
  ...settings.spec,
  additionalProperties: false,
  properties: { ...settings.spec.properties, jsonData: { ...jsonData, additionalProperties: false } },
});
const isQuery = new Ajv2020({ allErrors: true, strict: false }).compile(read('query.schema.json'));

interface DataSource {
  name: string;
  uid: string;
  type: string;
  jsonData: object;
  secureJsonData?: Record<string, string>;
}

const faults = (validate: typeof isSpec, value: unknown) => (validate(value) ? [] : validate.errors);

/** Holds a data source in the form of files against the schema, which is in that of Grafana's API. */
function check({ name, uid, type, secureJsonData = {}, ...spec }: DataSource): void {
  expect(type).toBe(id);
  expect(uid).toMatch(/^[a-z][a-z-]+$/);
  expect(faults(isSpec, { title: name, ...spec })).toEqual([]);
  checkSecrets(secureJsonData);
}

/** Secrets that exist, and none of whose values is in the page. */
function checkSecrets(secrets: Record<string, string>): void {
  const known = settings.secureValues.map(({ key }: { key: string }) => key);
  expect(known).toEqual(expect.arrayContaining(Object.keys(secrets)));
  for (const value of Object.values(secrets)) {
    expect(value).toMatch(/^\$[A-Z_]+$|^\$\{[A-Z_]+\}$/);
  }
}

it('the settings schema tells right from wrong', () => {
  expect(faults(isSpec, { title: 'a', jsonData: { region: 'gra1' } })).toEqual([]);
  expect(faults(isSpec, { title: 'a', jsonData: { regoin: 'gra1' } })).not.toEqual([]);
  expect(faults(isSpec, { title: 'a', jsonData: { maxSeries: 0 } })).not.toEqual([]);
  expect(faults(isSpec, { title: 'a', jsonData: { dialect: 'influx' } })).not.toEqual([]);
});

it("docs/configuration.md's data sources are what the schema takes", () => {
  const files = parsed('docs/configuration.md');
  expect(files.length).toBeGreaterThan(2);
  for (const { apiVersion, datasources } of files) {
    expect([apiVersion, ...datasources.map(({ access }: { access: string }) => access)]).toEqual([1, 'proxy']);
    datasources.forEach(check);
  }
});

describe('files', () => {
  const files = documents.filter(({ apiVersion }) => apiVersion === 1);

  it('have data sources that the schema takes', () => {
    const sources: DataSource[] = files.flatMap(({ datasources = [] }) => datasources);
    expect(sources.length).toBeGreaterThan(1);
    sources.forEach(check);
  });

  it('have alert rules whose queries the schema takes, and whose expressions build on them', () => {
    const rules = files.flatMap(({ groups = [] }) => groups).flatMap((group) => group.rules);
    expect(rules.length).toBeGreaterThan(0);
    for (const { data, condition } of rules) {
      const refIds = data.map(({ refId }: { refId: string }) => refId);
      expect(refIds).toContain(condition);
      for (const { datasourceUid, refId, model } of data) {
        expect(model.refId).toBe(refId);
        if (datasourceUid === '__expr__') {
          expect(refIds).toContain(model.expression);
        } else {
          expect(faults(isQuery, model)).toEqual([]);
        }
      }
    }
  });
});

describe('grafana-operator', () => {
  const resources = documents.filter(({ apiVersion }) => apiVersion === 'grafana.integreatly.org/v1beta1');
  const [source] = resources.filter(({ kind }) => kind === 'GrafanaDatasource');
  const [grafana] = resources.filter(({ kind }) => kind === 'Grafana');

  it('has a data source that the schema takes', () => {
    check(source.spec.datasource);
  });

  it('selects the Grafana of the example, and takes every secret from a key of the same name', () => {
    expect(grafana.metadata.labels).toMatchObject(source.spec.instanceSelector.matchLabels);
    const from = source.spec.valuesFrom.map(
      ({ targetPath, valueFrom }: { targetPath: string; valueFrom: { secretKeyRef: { key: string } } }) => [
        targetPath,
        `\${${valueFrom.secretKeyRef.key}}`,
      ]
    );
    const secrets = Object.entries(source.spec.datasource.secureJsonData);
    expect(from).toEqual(secrets.map(([key, value]) => [`secureJsonData.${key}`, value]));
  });
});

describe('Helm', () => {
  const [values] = documents.filter(({ datasources }) => datasources && !Array.isArray(datasources));

  it('has a file of data sources that the schema takes', () => {
    const files: Array<{ apiVersion: number; datasources: DataSource[] }> = Object.values(values.datasources);
    expect(files.map(({ apiVersion }) => apiVersion)).toEqual([1]);
    files.flatMap(({ datasources }) => datasources).forEach(check);
  });

  it('looks for the plugin where the image has it', () => {
    const [{ code: image }] = examplesOf(PAGE, 'dockerfile');
    const folder = values['grafana.ini'].paths.plugins;
    expect(image).toContain(`COPY dist/ ${folder}/${id}/\n`);
    expect(image).toContain(`ENV GF_PATHS_PLUGINS=${folder}\n`);
    expect(image).toContain(`ENV GF_PLUGINS_ALLOW_LOADING_UNSIGNED_PLUGINS=${id}\n`);
  });
});

it("the resource of Grafana's API server is what the schema takes", () => {
  const [resource] = documents.filter(({ kind }) => kind === 'DataSource');
  expect(resource.apiVersion).toBe(`${id}.datasource.grafana.app/v0alpha1`);
  expect(faults(isSpec, resource.spec)).toEqual([]);
  expect(settings.secureValues.map(({ key }: { key: string }) => key)).toEqual(
    expect.arrayContaining(Object.keys(resource.secure))
  );
});

describe('Terraform', () => {
  /** HashiCorp's parser; `-simplify` computes what needs no variable. */
  const HCL = 'github.com/tmccombs/hcl2json@v0.6.7';
  let resources: Record<string, Record<string, Array<Record<string, string>>>>;
  let variables: string[];

  // The parser is compiled at its first use.
  beforeAll(() => {
    const [{ code }] = examplesOf(PAGE, 'hcl');
    const json = execFileSync('go', ['run', HCL, '-simplify'], { cwd: root, encoding: 'utf8', input: code });
    resources = JSON.parse(json).resource;
    variables = Object.keys(JSON.parse(json).variable);
  }, 10 * 60_000);

  it('has a data source that the schema takes, with its token in a variable', () => {
    const [source] = resources.grafana_data_source.ovh_metrics;
    const { name, type, access_mode: access, json_data_encoded: encoded, secure_json_data_encoded: secret } = source;
    expect(type).toBe(id);
    expect(faults(isSpec, { title: name, access, jsonData: JSON.parse(encoded) })).toEqual([]);
    const secrets = [...secret.matchAll(/(\w+) = var\.(\w+)/g)].map(([, key, variable]) => ({ key, variable }));
    expect(secrets).toEqual([{ key: 'token', variable: 'ovh_metrics_token' }]);
    expect(variables).toEqual(secrets.map(({ variable }) => variable));
  });

  it('has a dashboard whose queries the schema takes, of that data source', () => {
    const [{ config_json: json }] = resources.grafana_dashboard.hosts;
    const { panels } = JSON.parse(json);
    expect(panels.length).toBeGreaterThan(0);
    for (const { datasource, targets } of panels) {
      expect(datasource).toEqual({ type: id, uid: resources.grafana_data_source.ovh_metrics[0].uid });
      expect(targets.flatMap((target: unknown) => faults(isQuery, target))).toEqual([]);
    }
  });
});
