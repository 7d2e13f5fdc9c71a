/** What the browser half declares of settings and saved queries is what the backend reads. */
import { DEFAULTS } from '../../src/settings/defaults';
import { fieldsOf } from '../../tools/reference/fields';
import { queryReference, settingsReference } from '../../tools/reference/pages';

const SETTINGS = 'src/settings/types.ts';
const namesOf = (path: string, ...interfaces: string[]) =>
  interfaces
    .flatMap((name) => fieldsOf(path, name))
    .map(({ name }) => name)
    .sort();

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
