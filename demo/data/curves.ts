/** A number from 0 to 1 that depends only on a text. */
export function hash(text: string): number {
  let state = 2166136261;
  for (let i = 0; i < text.length; i++) {
    state = Math.imul(state ^ text.charCodeAt(i), 16777619);
  }
  state = Math.imul(state ^ (state >>> 15), 2246822519);
  state = Math.imul(state ^ (state >>> 13), 3266489917);
  return ((state ^ (state >>> 16)) >>> 0) / 0xffffffff;
}

function hashAt(seed: number, step: number): number {
  let state = Math.imul(step ^ seed, 2654435761);
  state = Math.imul(state ^ (state >>> 15), 2246822519);
  state = Math.imul(state ^ (state >>> 13), 3266489917);
  return ((state ^ (state >>> 16)) >>> 0) / 0xffffffff;
}

/** A smooth random walk from 0 to 1: random values `period` apart, joined by a curve without corners. */
export function wander(seed: number, time: number, period: number): number {
  const step = Math.floor(time / period);
  const part = time / period - step;
  const smooth = part * part * (3 - 2 * part);
  const before = hashAt(seed, step);
  return before + (hashAt(seed, step + 1) - before) * smooth;
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** From 0 at night to 1 in the afternoon, UTC. */
export function daily(time: number, shift = 0): number {
  return 0.5 - 0.5 * Math.cos(((time / DAY_MS + shift) % 1) * 2 * Math.PI - Math.PI / 4);
}

/** The seed of a series' curves. */
export function seedOf(text: string): number {
  return Math.floor(hash(text) * 0x7fffffff);
}

/** A realistic load from 0 to 1: a daily rhythm, slow and fast changes, and rare spikes. */
export function load(seed: number, time: number): number {
  const spike = Math.max(0, wander(seed + 3, time, HOUR_MS) - 0.85) * 4;
  const unrest = 0.35 * wander(seed, time, 40 * 60_000) + 0.15 * wander(seed + 1, time, 5 * 60_000);
  const noise = 0.06 * wander(seed + 2, time, 20_000);
  return Math.min(1, 0.45 * daily(time, (seed % 7) / 50) + unrest + noise + 0.3 * spike);
}

/** Rounds to a number of decimals. */
export function round(value: number, decimals: number): number {
  const factor = 10 ** decimals;
  return Math.round(value * factor) / factor;
}
