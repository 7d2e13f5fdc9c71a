/** What the browser half declares of settings and saved queries is what the backend reads. */
import { mapValues } from 'lodash';

import { DEFAULTS } from '../../src/settings/defaults';
import { queryReference, settingsReference } from '../../tools/reference/fields';
import { interfaces, type Schema } from '../../tools/reference/types';

const types = interfaces();
const propertiesOf = (...names: string[]): Array<[string, Schema]> =>
  names.flatMap((name) => Object.entries(types[name].properties ?? {}));
const namesOf = (...names: string[]) =>
  propertiesOf(...names)
    .map(([field]) => field)
    .sort();

describe('settings', () => {
  const { jsonData, root, secureJsonData, grafana } = settingsReference();

  it('have the same fields in both halves', () => {
    expect(namesOf('OpenTsdbOptions')).toEqual(Object.keys(jsonData).sort());
    expect(namesOf('OpenTsdbRoot')).toEqual(root);
    expect(namesOf('OpenTsdbSecureOptions', 'GrafanaSecureOptions')).toEqual(secureJsonData);
    expect(namesOf('GrafanaOptions')).toEqual(Object.keys(grafana).sort());
  });

  it('have the same defaults in both halves', () => {
    const inBackend = Object.entries(jsonData)
      .filter(([, schema]) => schema.default !== undefined)
      .map(([name, schema]) => [name, schema.default]);
    expect(DEFAULTS).toEqual(Object.fromEntries(inBackend));
  });

  it('take the same values in both halves', () => {
    const valuesOf = ({ anyOf, ...schema }: Schema) =>
      (anyOf ?? [schema]).map(({ type, enum: words }) =>
        words ? [...words].sort() : type?.replace('integer', 'number')
      );
    expect(mapValues(types.OpenTsdbOptions.properties, valuesOf)).toEqual(mapValues(jsonData, valuesOf));
  });
});

describe('saved queries', () => {
  const { fields, defaults } = queryReference();

  it('have the same fields in both halves', () => {
    const forTheEditorAlone = ['editorMode'];
    expect(namesOf('OpenTsdbQuery', 'RunTimeFields').filter((name) => !forTheEditorAlone.includes(name))).toEqual(
      fields.query
    );
    expect(namesOf('TagFilter')).toEqual(fields.filter);
    expect(namesOf('AdhocFilter')).toEqual(fields.adhocFilter);
  });

  it.each([
    ['OpenTsdbQuery', defaults.query],
    ['TagFilter', defaults.filter],
  ])('say what a missing field of %s means', (name, values) => {
    const meanings = new Map(propertiesOf(name).map(([field, { description }]) => [field, description]));
    for (const [field, value] of Object.entries(values)) {
      expect([field, meanings.get(field)]).toEqual([field, expect.stringMatching(`\`${value}\` when missing`)]);
    }
  });
});
