import tables from './tables.json';

/** OpenTSDB's units in milliseconds; a month is 30 days and a year 365, as OpenTSDB counts them. */
const UNITS: Record<string, number> = tables.intervalUnitsMs;

/** Whether text means one bucket of the whole range: `0all`, or another spelling of older editors and OpenTSDB. */
export function isWholeRange(text: string | undefined): boolean {
  return /^[01]?all$/i.test((text ?? '').trim());
}

/**
 * Parses a duration of OpenTSDB's, in milliseconds. Undefined for any other text, also for `0all` and template variables. Accepts
 * fractions, which older editors saved.
 */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|[smhdwny])$/.exec(text.trim());
  const ms = match ? Number(match[1]) * UNITS[match[2]] : 0;
  return ms >= 1 ? ms : undefined;
}

/**
 * Whether text can be a fixed downsample interval: a duration up to a century, with a trailing `c` for calendar buckets; the
 * whole range; or a template variable, whose value is only known at run time.
 */
export function isInterval(text: string): boolean {
  const withoutCalendar = text.trim().replace(/c$/, '');
  const ms = parseDuration(withoutCalendar);
  return hasVariable(text) || isWholeRange(text) || (ms !== undefined && ms <= tables.maxIntervalMs);
}

/** Whether text holds a template variable. */
export function hasVariable(text: string): boolean {
  return /\$\w|\$\{[^}]+\}|\[\[[^\]]+\]\]/.test(text);
}

/** The lengths an auto interval may have. */
const ROUND = tables.roundIntervals;

/** Rounds Grafana's interval up, as the backend does. */
export function roundInterval(ms: number): string {
  return ROUND.find((round) => (parseDuration(round) ?? 0) >= ms) ?? ROUND[ROUND.length - 1];
}

/** Whether a saved interval means Grafana's own: empty, or one of its spellings. */
export function isAutoInterval(text: string | undefined): boolean {
  return tables.autoIntervals.includes((text ?? '').trim());
}
