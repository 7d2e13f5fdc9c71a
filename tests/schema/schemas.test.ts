/** src/schema is true to what is saved; schema_test.go holds it against the backend. */
import Ajv2020 from 'ajv/dist/2020';
import { difference } from 'lodash';
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';

import { inRoot } from '../../tools/lib/paths';
import { isCompleteVariable, readVariable } from '../../src/variables/model';
import { normalizeQuery } from '../../src/query/normalize';
import { readAnnotation } from '../../src/annotations/model';
import { examplesOf } from '../../tools/reference/examples';
import { queryReference } from '../../tools/reference/fields';
import { interfaces } from '../../tools/reference/types';

const read = (...path: string[]) => JSON.parse(readFileSync(inRoot(...path), 'utf8'));
const schema = read('src', 'schema', 'query.schema.json');
const addedWhenRun = Object.keys(interfaces().RunTimeFields.properties ?? {});
// strict refuses keywords that the draft doesn't have: a slip in the schema would check nothing.
const ajv = new Ajv2020({ strict: true, strictTypes: false, allErrors: true });
ajv.addSchema(schema);

/** Why a value isn't what a part of the schema describes: the places and what is wrong there. */
function faults(value: unknown, part = ''): string[] {
  const validate = ajv.getSchema(`${schema.$id}${part}`);
  if (!validate) {
    throw new Error(`the schema has no ${part}`);
  }
  validate(value);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

describe('the JSON schema of saved queries', () => {
  const fixtures = readdirSync(inRoot('testdata', 'queries')).filter((name) => name.endsWith('.json'));

  it.each(fixtures)('takes what %s saved', (name) => {
    expect(faults(read('testdata', 'queries', name).saved)).toEqual([]);
  });

  const problems = readdirSync(inRoot('testdata', 'queries', 'problems'))
    .map((name) => ({ name, ...read('testdata', 'queries', 'problems', name) }))
    .map(({ name, saved, problems: all }) => ({ name, saved, codes: all.map(({ code }: { code: string }) => code) }));
  const broken = problems.filter(({ codes }) => codes.includes('wrong-type'));

  it.each(broken.map(({ name, saved }) => [name, saved]))('refuses the types of %s', (_, saved) => {
    expect(faults(saved)).not.toEqual([]);
  });

  it('takes every sound query but those whose numbers and flags are in the place of texts, or texts in theirs', () => {
    const sound = problems.filter(({ codes }) => codes.length === 0);
    const refused = sound.filter(({ saved }) => faults(saved).length > 0).map(({ name }) => name);
    expect(sound.length).toBeGreaterThan(5);
    expect(refused.sort()).toEqual(['flags-as-text.json', 'number-as-text.json']);
  });

  it.each([
    ['a misspelled field', { metric: 'm', agregator: 'sum' }],
    ['a word that is no choice', { metric: 'm', format: 'rows' }],
    ['a fill policy that is none', { metric: 'm', downsampleFillPolicy: 'gap' }],
    ['a filter without its tag key', { metric: 'm', filters: [{ filter: 'web01' }] }],
    ['a misspelled field of a filter', { metric: 'm', filters: [{ tagk: 'host', filter: 'web01', groupby: true }] }],
    ['a function without a name', { metric: 'm', functions: [{ params: [5] }] }],
    ['what is never saved', { metric: 'm', groupByKeys: ['host'] }],
  ])('refuses %s', (_, saved) => {
    expect(faults(saved)).not.toEqual([]);
  });

  it.each([
    ['a fill policy', { metric: 'm', downsampleFillPolicy: '$fill' }],
    ['a filter type', { metric: 'm', filters: [{ tagk: 'host', type: '[[type]]', filter: 'web01' }] }],
  ])('takes a template variable in the place of %s', (_, saved) => {
    expect(faults(saved)).toEqual([]);
  });

  it('has every field that the backend reads of what is saved', () => {
    const { query, filter } = queryReference().fields;
    expect(Object.keys(schema.properties)).toEqual(expect.arrayContaining(difference(query, addedWhenRun)));
    expect(Object.keys(schema.$defs.TagFilter.properties).sort()).toEqual(filter);
  });
});

interface Dashboard {
  panels: Array<{ targets?: Array<{ datasource?: { type?: string; uid?: string } }> }>;
  templating: { list: Array<{ type: string; query: unknown }> };
}

describe.each(
  readdirSync(inRoot('src', 'dashboards'))
    .map((name) => ['src', 'dashboards', name])
    .map((path) => ({ name: path.join('/'), dashboard: read(...path) as Dashboard }))
    // The dashboard of the plugin's own health asks Prometheus.
    .filter(({ dashboard }) => dashboard.templating.list[0]?.query !== 'prometheus')
)('$name', ({ dashboard: { panels, templating } }) => {
  it('has queries and variables that the schema takes', () => {
    const targets = panels.flatMap((panel) => panel.targets ?? []);
    const variables = templating.list.filter(({ type }) => type === 'query').map(({ query }) => query);
    expect(targets.length).toBeGreaterThan(0);
    expect(targets.flatMap((target) => faults(target))).toEqual([]);
    expect(variables.flatMap((query) => faults(query, '#/$defs/variable'))).toEqual([]);
  });
});

it('takes the queries of the provisioned alert rules', () => {
  const { groups } = parse(readFileSync(inRoot('provisioning', 'alerting', 'hosts.yaml'), 'utf8'));
  const data: Array<{ datasourceUid: string; model: object }> = groups
    .flatMap((group: { rules: object[] }) => group.rules)
    .flatMap((rule: { data: object[] }) => rule.data);
  const queries = data.filter(({ datasourceUid }) => datasourceUid !== '__expr__').map(({ model }) => model);
  expect(queries.length).toBeGreaterThan(0);
  expect(queries.flatMap((query) => faults(query))).toEqual([]);
});

describe("docs/queries.md's examples", () => {
  const examples = examplesOf('docs/queries.md', 'json').map(({ code }) => JSON.parse(code));

  it('are taken by the schema', () => {
    expect(examples.length).toBeGreaterThan(5);
    for (const example of examples) {
      const part = example.kind ? '#/$defs/variable' : example.refId === 'Anno' ? '#/$defs/annotation' : '';
      expect({ example, faults: faults(example, part) }).toEqual({ example, faults: [] });
    }
  });

  it('are read by the editors as they are', () => {
    for (const example of examples) {
      if (example.kind) {
        const query = readVariable(example);
        expect(query).toEqual(example);
        expect(query && isCompleteVariable(query)).toBe(true);
      } else {
        expect(normalizeQuery(example)).toEqual({ query: example, broken: [] });
        expect(readAnnotation({ name: 'a', enable: true, iconColor: 'red', target: example }).target).toBe(example);
      }
    }
  });
});
