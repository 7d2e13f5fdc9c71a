import { hasVariable, isAutoInterval, isInterval, parseDuration, roundInterval } from './interval';

describe('a duration', () => {
  it.each([
    ['500ms', 500],
    ['0.5s', 500],
    ['30s', 30_000],
    ['5m', 300_000],
    ['1h', 3_600_000],
    ['2d', 172_800_000],
    ['1w', 604_800_000],
    ['1n', 2_592_000_000],
    ['1y', 31_536_000_000],
  ])('%s is %d ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(['', '5', 'm', '0s', '5 m', '-1m', '5M', '0all', '$interval'])('%j is none', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});

describe('an interval', () => {
  it.each([undefined, '', 'auto', '$__interval', '${__interval}'])('of %j is automatic', (text) => {
    expect(isAutoInterval(text)).toBe(true);
  });

  it.each(['5m', '1dc', '0all', 'all', '1all', '$interval', '${interval}', '[[interval]]s'])('can be %s', (text) => {
    expect(isInterval(text)).toBe(true);
  });

  it.each(['often', '5x', '1m-avg'])('can not be %s', (text) => {
    expect(isInterval(text)).toBe(false);
  });

  it.each([
    [1, '1ms'],
    [3, '5ms'],
    [1_001, '2s'],
    [17_000, '20s'],
    [45_000, '1m'],
    [4 * 3_600_000, '6h'],
    [13 * 3_600_000, '1d'],
    [5 * 86_400_000, '1w'],
    [1e15, '1y'],
  ])('of %d ms is rounded up to %s', (ms, round) => {
    expect(roundInterval(ms)).toBe(round);
  });
});

it.each([
  ['$a', true],
  ['x${a:pipe}', true],
  ['[[a]]', true],
  ['cost in $', false],
  ['^web$', false],
])('variables in %j: %s', (text, has) => {
  expect(hasVariable(text)).toBe(has);
});
