import { formatDuration, hasVariable, isInterval, parseDuration, roundInterval } from './interval';

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

  it.each([
    [500, '500ms'],
    [90_000, '90s'],
    [60_000, '1m'],
    [86_400_000, '1d'],
  ])('of %d ms is written %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});

describe('an interval', () => {
  it.each(['5m', '0all', '$interval', '${interval}', '[[interval]]s'])('can be %s', (text) => {
    expect(isInterval(text)).toBe(true);
  });

  it.each(['often', '5x', '1m-avg'])('can not be %s', (text) => {
    expect(isInterval(text)).toBe(false);
  });

  it.each([
    [1, 1],
    [3, 5],
    [1_001, 2_000],
    [17_000, 20_000],
    [45_000, 60_000],
    [4 * 3_600_000, 6 * 3_600_000],
    [13 * 3_600_000, 86_400_000],
  ])('of %d ms is rounded up to %d ms', (ms, round) => {
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
