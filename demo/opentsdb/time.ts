import { fromLocal, isTimeZone } from './calendar';
import { TsdbError } from './errors';

const UNIT_MS: Record<string, number> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
  n: 30 * 86_400_000,
  y: 365 * 86_400_000,
};

/**
 * Milliseconds of a duration. OpenTSDB reads the leading digits and the last letter, ignoring case and anything in between, so
 * `1.5m` and `1M` are one minute.
 */
export function parseDuration(text: string): number {
  const digits = /^[0-9]*/.exec(text)?.[0] ?? '';
  if (digits.length === text.length) {
    throw new TsdbError(`Invalid duration, must have an integer and unit: ${text}`);
  }
  if (digits === '') {
    throw new TsdbError(`Invalid duration (number): ${text}`);
  }
  const amount = Number(digits);
  if (amount <= 0) {
    throw new TsdbError(`Zero or negative duration: ${text}`);
  }
  if (text.toLowerCase().endsWith('s') && text[text.length - 2] === 'm') {
    return amount;
  }
  const unit = UNIT_MS[text[text.length - 1].toLowerCase()];
  if (unit === undefined) {
    throw new TsdbError(`Invalid duration (suffix): ${text}`);
  }
  return amount * unit;
}

const DATE = /^(\d{4})\/(\d{2})\/(\d{2})(?:[- ](\d{2}):(\d{2})(?::(\d{2}))?)?$/;
const SECONDS_DIGITS = 10;
/** The digits of the largest 64-bit integer. */
const LONGEST_NUMBER = 19;

/** Milliseconds of a time as OpenTSDB reads it; dates are in `zone`, by default UTC. */
export function parseTime(text: string, zone: string | undefined, now: number): number {
  if (/^[0-9]+ms$/.test(text)) {
    return Number(text.slice(0, -2));
  }
  const lower = text.toLowerCase();
  if (lower === 'now') {
    return now;
  }
  if (lower.endsWith('-ago')) {
    return now - parseDuration(text.slice(0, -'-ago'.length));
  }
  if (/[/:]/.test(text)) {
    return parseDate(text, zone);
  }
  if (text.includes('.')) {
    if (!/^[0-9]{10}\.[0-9]{1,3}$/.test(text)) {
      throw new TsdbError(
        `Invalid time: ${text}. Millisecond timestamps must be in the format <seconds>.<ms> where the milliseconds ` +
          'are limited to 3 digits'
      );
    }
    return Number(text.replace('.', ''));
  }
  const wrong = /^[-+]?/.exec(text)?.[0] === text ? text : text.replace(/^[-+]/, '').match(/[^0-9]/)?.[0];
  if (wrong !== undefined) {
    throw new TsdbError(`Invalid time: ${text}. Invalid character '${wrong}' in ${text}`);
  }
  if (text.length > LONGEST_NUMBER) {
    throw new TsdbError(`Invalid time: ${text}. Value too long: ${text}`);
  }
  const time = Number(text);
  if (time < 0) {
    throw new TsdbError(`Invalid time: ${text}. Negative timestamps are not supported.`);
  }
  return text.length <= SECONDS_DIGITS ? time * 1000 : time;
}

function parseDate(text: string, zone: string | undefined): number {
  if (![10, 16, 19].includes(text.length)) {
    throw new TsdbError(`Invalid absolute date: ${text}`);
  }
  const parts = DATE.exec(text);
  if (!parts) {
    throw new TsdbError(`Invalid date: ${text}. Unparseable date: "${text}"`);
  }
  if (zone !== undefined && zone !== '' && !isTimeZone(zone)) {
    throw new TsdbError(`Invalid timezone name: ${zone}`);
  }
  const [year, month, day, hour, minute, second] = parts.slice(1).map((part) => Number(part ?? 0));
  return fromLocal(Date.UTC(year, month - 1, day, hour, minute, second), zone || 'UTC');
}
