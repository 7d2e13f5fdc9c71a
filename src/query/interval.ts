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

/** Whether text can be a fixed downsample interval; one with a template variable is only known at run time. */
export function isInterval(text: string): boolean {
  return hasVariable(text) || text.trim() === WHOLE_RANGE || parseDuration(text) !== undefined;
}

/** Whether Grafana would replace a part of the text. */
export function hasVariable(text: string): boolean {
  return /\$\w|\$\{[^}]+\}|\[\[[^\]]+\]\]/.test(text);
}

/** A duration in the largest unit that keeps it whole, as OpenTSDB writes it. */
export function formatDuration(ms: number): string {
  const [unit, size] = (['d', 'h', 'm', 's', 'ms'] as const)
    .map((name) => [name, UNITS[name]] as const)
    .find(([, length]) => ms >= length && ms % length === 0) ?? ['ms', 1];
  return `${ms / size}${unit}`;
}

const ROUND = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500].map((n) => n),
  ...[1, 2, 5, 10, 15, 20, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 20, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 7, 30, 365].map((n) => n * DAY),
];

/** The round interval the backend takes for Grafana's own: the next larger one that people read at a glance. */
export function roundInterval(ms: number): number {
  return ROUND.find((round) => round >= ms) ?? ROUND[ROUND.length - 1];
}
