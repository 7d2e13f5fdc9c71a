import reference from '../../testdata/reference/settings.json';
import { LIMITS, numberProblem, type NumberKey, readNumber } from './limits';

it("has the backend's limits", () => {
  const numbers = Object.entries(reference.jsonData).flatMap(([name, schema]) => {
    const number = 'anyOf' in schema ? schema.anyOf.find(({ type }) => type === 'integer') : undefined;
    return number ? [[name, { minimum: number.minimum, maximum: number.maximum }]] : [];
  });
  expect(LIMITS).toEqual(Object.fromEntries(numbers));
});

it.each<[string, unknown]>([
  ['', undefined],
  ['  ', undefined],
  [' 12 ', 12],
  ['-1', -1],
  ['1.5', '1.5'],
  ['1e3', '1e3'],
  ['12a', '12a'],
])('saves %j as %j', (text, saved) => {
  expect(readNumber(text)).toBe(saved);
});

it.each<[NumberKey, unknown, boolean]>([
  ['maxSeries', undefined, true],
  ['maxSeries', '2000', true],
  ['maxSeries', 0, false],
  ['maxSeries', -1.5, false],
  ['maxSeries', '0x10', false],
  ['responseCacheMB', 0, true],
  ['responseCacheMB', '64', true],
  ['lookupLimit', 100_001, false],
  ['lookupLimit', {}, false],
])('%s may be %j: %s', (key, saved, isRight) => {
  expect(numberProblem(key, saved) === undefined).toBe(isRight);
});
