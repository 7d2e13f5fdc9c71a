const UNITS: Record<string, number> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
  n: 30 * 86_400_000,
  y: 365 * 86_400_000,
  all: 0,
};

export const DURATION_PATTERN = '([0-9]+)(ms|s|m|h|d|w|n|y|all)';

/** Milliseconds of a duration that was split by {@link DURATION_PATTERN}. */
export function durationMs(amount: string, unit: string): number {
  return Number(amount) * UNITS[unit];
}

const RELATIVE = new RegExp(`^${DURATION_PATTERN}-ago$`);
const NUMBER = /^([0-9]+)(?:\.([0-9]{3}))?$/;
const DATE = /^(\d{4})\/(\d{2})\/(\d{2})(?:[- ](\d{2}):(\d{2})(?::(\d{2}))?)?$/;
const LARGEST_SECONDS = 0xffffffff;

/**
 * Milliseconds of a time as the gateway reads it: `N<unit>-ago`, seconds or milliseconds (below 2^32 they are seconds),
 * `seconds.mmm`, or a date in UTC. It drops the milliseconds of all times but relative ones. Undefined for anything else.
 */
export function parseTime(text: string, now: number): number | undefined {
  const relative = RELATIVE.exec(text);
  if (relative) {
    return now - durationMs(relative[1], relative[2]);
  }
  const number = NUMBER.exec(text);
  if (number) {
    const seconds = Number(number[1]);
    return number[2] === undefined && seconds >= LARGEST_SECONDS ? Math.trunc(seconds / 1000) * 1000 : seconds * 1000;
  }
  const date = DATE.exec(text);
  if (!date) {
    return undefined;
  }
  const [year, month, day, hour, minute, second] = date.slice(1).map((part) => Number(part ?? 0));
  const time = Date.UTC(year, month - 1, day, hour, minute, second);
  const real = new Date(time);
  const exists =
    real.getUTCMonth() === month - 1 && real.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
  return exists ? time : undefined;
}

/** The gateway's zero time, year 1, where a query without a start begins. */
export const YEAR_ONE = -62_135_596_800_000;
