/** What is made of docs: up to date, true to the types, and both halves read the same. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

import { readAnnotation } from '../../src/annotations/model';
import { DEFAULTS } from '../../src/settings/defaults';
import { MESSAGE_GROUPS } from '../../src/messages';
import { isCompleteVariable, readVariable } from '../../src/variables/model';
import { normalizeQuery } from '../../src/query/normalize';
import { inRoot, pluginJson } from '../../tools/lib/paths';
import { fieldsOf } from '../../tools/reference/fields';
import { englishTexts } from '../../tools/reference/troubleshooting';
import { remade, PAGES, queryReference, settingsReference, tableNames, tablesOf } from '../../tools/reference/pages';

const read = (path: string) => readFileSync(inRoot(path), 'utf8');
const blocks = (page: string, language: string) =>
  [...read(page).matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, text]) => text);

const SETTINGS = 'src/settings/types.ts';
const namesOf = (path: string, ...interfaces: string[]) =>
  interfaces
    .flatMap((name) => fieldsOf(path, name))
    .map(({ name }) => name)
    .sort();

describe.each(PAGES)('%s', (page) => {
  it('is what npm run reference makes', () => {
    expect(read(page)).toBe(remade(read(page)));
  });
});

it('every table stands in one page', () => {
  expect(PAGES.flatMap((page) => tablesOf(read(page))).sort()).toEqual([...tableNames].sort());
});

describe('src/messages.ts', () => {
  const all = MESSAGE_GROUPS.flatMap(({ messages }) => messages);
  const listed = all.flatMap(({ keys }) => keys);
  const texts = englishTexts();

  it('has every text that tells of a problem, once', () => {
    const tells = /problem|unknown|missing|invalid|broken|unreadable|failed|credentials|^text\.|^functions\.text\./;
    expect([...texts.keys()].filter((key) => tells.test(key) && !listed.includes(key))).toEqual([]);
    expect(listed.filter((key) => !texts.has(key))).toEqual([]);
    expect(new Set(listed).size).toBe(listed.length);
  });

  it('says what happened, why, and what to do', () => {
    for (const { title, reason, fix } of all) {
      expect([title, reason, fix]).toEqual([
        expect.stringMatching(/^[A-Z].{5,}[^.]$/),
        expect.stringMatching(/^[A-Z`*].{10,}\.$/s),
        expect.stringMatching(/^[\w`*].{5,}\.$/s),
      ]);
    }
  });
});

describe('settings', () => {
  const { jsonData, root, secureJsonData, grafana } = settingsReference();

  it('have the same fields in both halves', () => {
    expect(namesOf(SETTINGS, 'OpenTsdbOptions')).toEqual(jsonData.map(({ name }) => name).sort());
    expect(namesOf(SETTINGS, 'OpenTsdbRoot')).toEqual(root);
    expect(namesOf(SETTINGS, 'OpenTsdbSecureOptions', 'GrafanaSecureOptions')).toEqual(secureJsonData);
    expect(namesOf(SETTINGS, 'GrafanaOptions')).toEqual(grafana.map(({ name }) => name).sort());
  });

  it('have the same defaults in both halves', () => {
    const inBackend = jsonData
      .filter(({ default: value }) => value !== '')
      .map(({ name, default: value }) => [name, value]);
    expect(DEFAULTS).toEqual(Object.fromEntries(inBackend));
  });

  it('take the same values in both halves', () => {
    const declared = Object.fromEntries(fieldsOf(SETTINGS, 'OpenTsdbOptions').map(({ name, holds }) => [name, holds]));
    for (const { name, values, kind } of jsonData) {
      const holds = declared[name].replaceAll('`', '').split(', ');
      const kinds = { text: ['text'], number: ['number', 'text'], flag: ['true or false'] };
      expect([name, holds.sort()]).toEqual([name, values ?? kinds[kind]]);
    }
  });
});

describe('saved queries', () => {
  const MODEL = 'src/query/model.ts';
  const { fields, defaults } = queryReference();

  it('have the same fields in both halves', () => {
    const forTheEditorAlone = ['editorMode'];
    expect(namesOf(MODEL, 'OpenTsdbQuery').filter((name) => !forTheEditorAlone.includes(name))).toEqual(fields.query);
    expect(namesOf(MODEL, 'TagFilter')).toEqual(fields.filter);
    expect(namesOf(MODEL, 'AdhocFilter')).toEqual(fields.adhocFilter);
  });

  it.each([
    ['OpenTsdbQuery', defaults.query],
    ['TagFilter', defaults.filter],
  ])('say what a missing field of %s means', (name, values) => {
    const meanings = new Map(fieldsOf(MODEL, name).map((field) => [field.name, field.meaning]));
    for (const [field, value] of Object.entries(values)) {
      expect([field, meanings.get(field)]).toEqual([field, expect.stringMatching(`\`${value}\` when missing`)]);
    }
  });
});

describe("docs/configuration.md's examples", () => {
  const { root, jsonData, grafana, secureJsonData } = settingsReference();
  const examples = blocks('docs/configuration.md', 'yaml').map((text) => parse(text));

  it('are of this plugin, and hold no field that it does not read', () => {
    expect(examples.length).toBeGreaterThan(2);
    for (const { apiVersion, datasources } of examples) {
      expect(apiVersion).toBe(1);
      for (const one of datasources) {
        expect(one).toMatchObject({ type: pluginJson().id, access: 'proxy' });
        expect([...root, 'uid', 'type', 'access', 'jsonData', 'secureJsonData']).toEqual(
          expect.arrayContaining(Object.keys(one))
        );
        expect([...jsonData, ...grafana].map(({ name }) => name)).toEqual(
          expect.arrayContaining(Object.keys(one.jsonData))
        );
        expect(secureJsonData).toEqual(expect.arrayContaining(Object.keys(one.secureJsonData)));
      }
    }
  });

  it('hold no secret, but name variables that do', () => {
    const secrets = examples.flatMap(({ datasources }) =>
      datasources.flatMap((one: { secureJsonData: Record<string, string> }) => Object.values(one.secureJsonData))
    );
    expect(secrets.filter((secret: string) => !/^\$[A-Z_]+$/.test(secret))).toEqual([]);
  });
});

describe("docs/queries.md's examples", () => {
  const examples = blocks('docs/queries.md', 'json').map((text) => JSON.parse(text));

  it('are read by the editors as they are', () => {
    expect(examples.length).toBeGreaterThan(3);
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

  it('hold no field that is not in the tables', () => {
    const names = new Set([
      'refId',
      'event',
      ...namesOf('src/query/model.ts', 'OpenTsdbQuery'),
      ...namesOf('src/variables/model.ts', 'VariableQuery'),
    ]);
    expect(examples.flatMap((example) => Object.keys(example)).filter((name) => !names.has(name))).toEqual([]);
  });
});
