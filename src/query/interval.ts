import tables from './tables.json';

/** OpenTSDB's units in milliseconds; a month is 30 days and a year 365, as OpenTSDB counts them. */
const UNITS: Record<string, number> = tables.intervalUnitsMs;

/** Whether text puts every point of the range into one bucket: `0all`, or as older editors and OpenTSDB itself write it. */
export function isWholeRange(text: string | undefined): boolean {
  return /^[01]?all$/i.test((text ?? '').trim());
}

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
  return hasVariable(text) || isWholeRange(text) || (ms !== undefined && ms <= tables.maxIntervalMs);
}

/** Whether Grafana would replace a part of the text. */
export function hasVariable(text: string): boolean {
  return /\$\w|\$\{[^}]+\}|\[\[[^\]]+\]\]/.test(text);
}

/** The lengths an auto interval may have. */
const ROUND = tables.roundIntervals;

/** The interval the backend takes for Grafana's own of so many milliseconds: the next one that is round. */
export function roundInterval(ms: number): string {
  return ROUND.find((round) => (parseDuration(round) ?? 0) >= ms) ?? ROUND[ROUND.length - 1];
}

/** Whether a saved interval means Grafana's own, rounded: empty, or one of the ways to write it. */
export function isAutoInterval(text: string | undefined): boolean {
  return tables.autoIntervals.includes((text ?? '').trim());
}
