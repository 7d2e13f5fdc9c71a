import reference from '../../testdata/reference/settings.json';
import { LIMITS, numberProblem, type NumberKey, readNumber } from './limits';

it("has the backend's limits", () => {
  const numbers = reference.jsonData.filter(({ kind }) => kind === 'number');
  expect(numbers.length).toBeGreaterThan(2);
  for (const { name, minimum = 0, maximum } of numbers) {
    expect([name, LIMITS[name as NumberKey]]).toEqual([name, { minimum, maximum }]);
  }
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
