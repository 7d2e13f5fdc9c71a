import { StoredPoints } from './storedPoints';

const all = (points: StoredPoints) => {
  const { times, values } = points.range(-Infinity, Infinity);
  return Array.from(times, (time, i) => [time, values[i]]);
};

// Others may keep the machine busy.
jest.setTimeout(60_000);

describe('StoredPoints', () => {
  it('gives points back in the order of time, however they were put', () => {
    const points = new StoredPoints();
    for (const time of [30, 10, 50, 20, 40]) {
      points.put(time, time / 10, true);
    }

    expect(all(points)).toEqual([
      [10, 1],
      [20, 2],
      [30, 3],
      [40, 4],
      [50, 5],
    ]);
  });

  it('keeps the point that was put last at one time', () => {
    const points = new StoredPoints();
    points.put(10, 1, true);
    points.put(10, 2, true);
    points.put(5, 1, true);
    points.put(10, 3, false);
    points.put(5, 4, true);

    expect(all(points)).toEqual([
      [5, 4],
      [10, 3],
    ]);
    expect(Array.from(points.range(0, 10).integers)).toEqual([1, 0]);
  });

  it('includes both ends of a range', () => {
    const points = new StoredPoints();
    [10, 20, 30, 40].forEach((time) => points.put(time, time, true));

    expect(Array.from(points.range(20, 30).times)).toEqual([20, 30]);
    expect(Array.from(points.range(21, 29).times)).toEqual([]);
    expect(Array.from(points.range(31, 99).times)).toEqual([40]);
  });

  it('removes a range and takes new points in it', () => {
    const points = new StoredPoints();
    [10, 20, 30, 40].forEach((time) => points.put(time, time, true));

    expect(points.remove(20, 30)).toBe(2);
    points.put(25, 1, true);

    expect(all(points)).toEqual([
      [10, 10],
      [25, 1],
      [40, 40],
    ]);
  });

  it.each([
    ['in order', (i: number) => i],
    ['in reverse', (i: number) => -i],
  ])('takes a million points %s in a moment', (_, timeOf) => {
    const points = new StoredPoints();
    const started = performance.now();
    for (let i = 0; i < 1_000_000; i++) {
      points.put(timeOf(i), i, true);
    }

    expect(points.length).toBe(1_000_000);
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});
