const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** OpenTSDB's units in milliseconds; a month is 30 days and a year 365, as OpenTSDB counts them. */
const UNITS: Record<string, number> = {
  ms: 1,
  s: SECOND,
  m: MINUTE,
  h: HOUR,
  d: DAY,
  w: 7 * DAY,
  n: 30 * DAY,
  y: 365 * DAY,
};

/** The longest bucket that a server is asked for. */
const CENTURY = 100 * 365 * DAY;

/** Every point of the range in one bucket. */
export const WHOLE_RANGE = '0all';

/**
 * A duration as OpenTSDB writes it, in milliseconds. Undefined when the text is none, holds a template variable, or is
 * `0all`. Fractions of a unit, which older editors saved, are taken.
 */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|[smhdwny])$/.exec(text.trim());
  const ms = match ? Number(match[1]) * UNITS[match[2]] : 0;
  return ms >= 1 ? ms : undefined;
}

/**
 * Whether text can be a fixed downsample interval: a duration, with a trailing `c` for buckets that follow the calendar;
 * at most a century; the whole range; or a template variable, whose value is only known at run time.
 */
export function isInterval(text: string): boolean {
  const calendarLess = text.trim().replace(/c$/, '');
  const ms = parseDuration(calendarLess);
  return hasVariable(text) || text.trim() === WHOLE_RANGE || (ms !== undefined && ms <= CENTURY);
}

/** Whether Grafana would replace a part of the text. */
export function hasVariable(text: string): boolean {
  return /\$\w|\$\{[^}]+\}|\[\[[^\]]+\]\]/.test(text);
}

/** The lengths an auto interval may have: pkg/query's roundSteps. */
const ROUND = [
  ...['1ms', '2ms', '5ms', '10ms', '20ms', '50ms', '100ms', '200ms', '500ms'],
  ...['1s', '2s', '5s', '10s', '15s', '20s', '30s', '1m', '2m', '5m', '10m', '15m', '20m', '30m'],
  ...['1h', '2h', '3h', '6h', '12h', '1d', '2d', '1w', '2w', '1n', '2n', '3n', '6n', '1y'],
];

/** The interval the backend takes for Grafana's own of so many milliseconds: the next one that is round. */
export function roundInterval(ms: number): string {
  return ROUND.find((round) => (parseDuration(round) ?? 0) >= ms) ?? ROUND[ROUND.length - 1];
}

/** Whether a saved interval means Grafana's own, rounded: empty, or one of the ways to write it. */
export function isAutoInterval(text: string | undefined): boolean {
  return ['', 'auto', '$__interval', '${__interval}', '[[__interval]]'].includes((text ?? '').trim());
}
