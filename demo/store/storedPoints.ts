import { lowerBound, merge, slice, type Points, view } from './points';

const FIRST_CAPACITY = 16;

/**
 * Points that were put, in typed arrays (17 bytes a point). Points in order are appended. Others are collected after the sorted
 * ones, and are sorted and merged at the next read, so that a million points are stored fast in any order.
 */
export class StoredPoints {
  private times = new Float64Array(FIRST_CAPACITY);
  private values = new Float64Array(FIRST_CAPACITY);
  private integers = new Uint8Array(FIRST_CAPACITY);
  private size = 0;
  private sorted = 0;

  /** Stores a point; a later point at the same time replaces the earlier. */
  put(time: number, value: number, integer: boolean): void {
    const last = this.sorted - 1;
    if (this.sorted === this.size && this.sorted > 0 && this.times[last] === time) {
      this.values[last] = value;
      this.integers[last] = integer ? 1 : 0;
      return;
    }
    if (this.size === this.times.length) {
      this.grow();
    }
    this.times[this.size] = time;
    this.values[this.size] = value;
    this.integers[this.size] = integer ? 1 : 0;
    if (this.sorted === this.size && (this.size === 0 || time > this.times[this.size - 1])) {
      this.sorted++;
    }
    this.size++;
  }

  /** The points from `from` to `to`, both included. */
  range(from: number, to: number): Points {
    this.settle();
    return slice(this.all(), from, to);
  }

  /** Removes the points from `from` to `to`, both included, and says how many there were. */
  remove(from: number, to: number): number {
    this.settle();
    const start = lowerBound(this.times, from, this.size);
    const end = start + slice(this.all(), from, to).times.length;
    for (const array of [this.times, this.values, this.integers]) {
      array.copyWithin(start, end, this.size);
    }
    this.size -= end - start;
    this.sorted = this.size;
    return end - start;
  }

  get length(): number {
    this.settle();
    return this.size;
  }

  private all(): Points {
    return this.first(this.size);
  }

  private first(count: number): Points {
    return view({ times: this.times, values: this.values, integers: this.integers }, 0, count);
  }

  private settle(): void {
    if (this.sorted === this.size) {
      return;
    }
    const late = Array.from({ length: this.size - this.sorted }, (_, i) => this.sorted + i);
    late.sort((a, b) => this.times[a] - this.times[b] || a - b);
    const distinct = late.filter((index, i) => i === late.length - 1 || this.times[index] !== this.times[late[i + 1]]);
    const lateSorted: Points = {
      times: Float64Array.from(distinct, (index) => this.times[index]),
      values: Float64Array.from(distinct, (index) => this.values[index]),
      integers: Uint8Array.from(distinct, (index) => this.integers[index]),
    };
    const merged = merge(this.first(this.sorted), lateSorted);
    this.times = Float64Array.from(merged.times);
    this.values = Float64Array.from(merged.values);
    this.integers = Uint8Array.from(merged.integers);
    this.size = this.sorted = merged.times.length;
  }

  private grow(): void {
    const capacity = Math.max(FIRST_CAPACITY, this.times.length * 2);
    const times = new Float64Array(capacity);
    const values = new Float64Array(capacity);
    const integers = new Uint8Array(capacity);
    times.set(this.times.subarray(0, this.size));
    values.set(this.values.subarray(0, this.size));
    integers.set(this.integers.subarray(0, this.size));
    this.times = times;
    this.values = values;
    this.integers = integers;
  }
}
