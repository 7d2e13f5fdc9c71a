/** A unit of calendar downsampling. */
export type CalendarUnit = 'ms' | 's' | 'm' | 'h' | 'd' | 'w' | 'n' | 'y';

const FIXED_MS: Partial<Record<CalendarUnit, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const DAYS_PER_WEEK = 7;

const formats = new Map<string, Intl.DateTimeFormat>();

/** True for the name of a time zone. */
export function isTimeZone(zone: string): boolean {
  try {
    formatOf(zone);
    return true;
  } catch {
    return false;
  }
}

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(zone, format);
  }
  return format;
}

/** The local time in a zone, as the milliseconds of the same time in UTC. */
function toLocal(time: number, zone: string): number {
  if (zone === 'UTC') {
    return time;
  }
  const part: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(time)) {
    part[type] = Number(value);
  }
  const milliseconds = ((time % 1000) + 1000) % 1000;
  return Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second, milliseconds);
}

/** The moment of a local time; in the hour that is skipped in spring, the moment after it. */
export function fromLocal(local: number, zone: string): number {
  const first = local - (toLocal(local, zone) - local);
  return first - (toLocal(first, zone) - local);
}

/** The moment `amount` units later by the zone's calendar. */
export function addUnits(time: number, unit: CalendarUnit, amount: number, zone: string): number {
  const fixed = FIXED_MS[unit];
  if (fixed !== undefined) {
    return time + fixed * amount;
  }
  const local = new Date(toLocal(time, zone));
  if (unit === 'd' || unit === 'w') {
    local.setUTCDate(local.getUTCDate() + amount * (unit === 'w' ? DAYS_PER_WEEK : 1));
  } else if (unit === 'n') {
    local.setUTCMonth(local.getUTCMonth() + amount);
  } else {
    local.setUTCFullYear(local.getUTCFullYear() + amount);
  }
  return fromLocal(local.getTime(), zone);
}

/**
 * The start of the calendar interval that holds a moment. OpenTSDB counts intervals of hours and less from the start of the next
 * larger unit, days from the first of the month (several days: of the year), weeks from Sunday, months from January.
 */
export function intervalStart(time: number, unit: CalendarUnit, interval: number, zone: string): number {
  const local = new Date(toLocal(time, zone));
  const fields = [
    local.getUTCFullYear(),
    local.getUTCMonth(),
    local.getUTCDate(),
    local.getUTCHours(),
    local.getUTCMinutes(),
    local.getUTCSeconds(),
  ];
  const count = countOfFields(unit, interval);
  const [year, month, day, hour, minute, second] = fields.map((field, i) => (i < count ? field : i === 2 ? 1 : 0));
  const weekday = unit === 'w' ? local.getUTCDay() : 0;
  let start = fromLocal(Date.UTC(year, month, day - weekday, hour, minute, second), zone);
  const step = unit === 'w' ? 1 : interval;
  for (let next = start; next <= time; next = addUnits(next, unit, step, zone)) {
    start = next;
  }
  return start;
}

function countOfFields(unit: CalendarUnit, interval: number): number {
  switch (unit) {
    case 'ms':
      return 1000 % interval === 0 ? 6 : 5;
    case 's':
      return 60 % interval === 0 ? 5 : 4;
    case 'm':
      return 60 % interval === 0 ? 4 : 3;
    case 'h':
      return 24 % interval === 0 ? 3 : 2;
    case 'd':
      return interval === 1 ? 2 : 1;
    case 'w':
      return 3;
    default:
      return 1;
  }
}
