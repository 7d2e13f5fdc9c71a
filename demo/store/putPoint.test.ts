import { readPoints, UnreadableBody } from './putPoint';

const POINT = { metric: 'sys.cpu.nice', timestamp: 1346846400, value: 18, tags: { host: 'web01', dc: 'lga' } };

const errorOf = (change: object) => readPoints(JSON.stringify({ ...POINT, ...change })).refused[0]?.error;

describe('readPoints', () => {
  it('reads one point, or a list of them', () => {
    const point = {
      metric: 'sys.cpu.nice',
      tags: { host: 'web01', dc: 'lga' },
      time: 1346846400000,
      value: 18,
      integer: true,
    };

    expect(readPoints(JSON.stringify(POINT))).toEqual({ points: [point], refused: [] });
    expect(readPoints(JSON.stringify([POINT, POINT]))).toEqual({ points: [point, point], refused: [] });
  });

  it.each([
    ['milliseconds', { timestamp: 1346846400500 }, { time: 1346846400500 }],
    ['a timestamp in text', { timestamp: '1346846400' }, { time: 1346846400000 }],
    ['an integer in text', { value: '-18' }, { value: -18, integer: true }],
    ['a float', { value: 18.5 }, { value: 18.5, integer: false }],
    ['a float without a fraction', { value: '18.0' }, { value: 18, integer: false }],
    ['a float with an exponent', { value: '1e3' }, { value: 1000, integer: false }],
    ['names of all allowed characters', { metric: 'a-Z_0./é' }, { metric: 'a-Z_0./é' }],
  ])('takes %s', (_, change, expected) => {
    expect(readPoints(JSON.stringify({ ...POINT, ...change })).points).toMatchObject([expected]);
  });

  it.each([
    ['no metric', { metric: '' }, 'Metric name was empty'],
    ['a missing timestamp', { timestamp: undefined }, 'Invalid timestamp'],
    ['a negative timestamp', { timestamp: -1 }, 'Invalid timestamp'],
    ['no value', { value: '' }, 'Empty value'],
    ['a value that is no number', { value: 'x' }, 'Unable to parse value to a number'],
    ['NaN', { value: 'NaN' }, 'Unable to parse value to a number'],
    ['a boolean', { value: true }, 'Unable to parse value to a number'],
    ['a value beyond all floats', { value: '1e999' }, /^value is NaN or Infinite: Infinity/],
    ['no tags', { tags: {} }, 'Missing tags'],
    ['an integer beyond 64 bits', { value: '9223372036854775808' }, 'Unable to parse value to a number'],
    ['a time after the year 2286', { timestamp: 10000000000000 }, /^bad timestamp=10000000000000/],
    ['a metric with a space', { metric: 'a b' }, 'Invalid metric name ("a b"): illegal character:  '],
    ['an empty tag value', { tags: { host: '' } }, 'Invalid tag value with key [host]: empty string'],
    ['a tag value with a quote', { tags: { host: "a'b" } }, /illegal character: '$/],
    ['nine tags', { tags: Object.fromEntries([...'abcdefghi'].map((key) => [key, 'v'])) }, /^Too many tags: 9/],
  ])('refuses %s', (_, change, expected) => {
    const error = errorOf(change);

    expect(error).toEqual(typeof expected === 'string' ? expected : expect.stringMatching(expected));
  });

  it('checks each point of a list by itself, and shows invalid ones as they were sent', () => {
    const read = readPoints(JSON.stringify([POINT, { ...POINT, value: 'x' }, null, POINT]));

    expect(read.points).toHaveLength(2);
    expect(read.refused).toEqual([
      { datapoint: { ...POINT, value: 'x' }, error: 'Unable to parse value to a number' },
      { datapoint: null, error: 'Unexpected null datapoint encountered in set.' },
    ]);
  });

  it.each([
    ['nothing', '', /empty/],
    ['a number', '3', /not JSON: send a point/],
    ['a list of lists', '[[]]', /a point is not an object/],
    ['tags in a list', '{"metric":"a","tags":["host"]}', /"tags" is not an object: none of its points/],
    ['a list for a tag value', '{"tags":{"host":["a"]}}', /tag "host" is not a text/],
    ['a date for a timestamp', '{"timestamp":"2012-09-05"}', /"timestamp" is not a whole number/],
    ['a form', 'metric=sys.cpu.nice&timestamp=1346846400&value=18&tags=host&tags=dc', /is a form .* json=payload/],
    ['half of an object', '{"metric":', /not JSON/],
  ])('finds no points at all in %s', (_, body, message) => {
    expect(() => readPoints(body)).toThrow(UnreadableBody);
    expect(() => readPoints(body)).toThrow(message);
  });
});
