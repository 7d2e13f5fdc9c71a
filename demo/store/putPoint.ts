import { isObject, parseJson } from '../http/json';
import { type PutPoint } from './store';

/** A point that was refused: as it came, and why, in OpenTSDB's words. */
export interface RefusedPoint {
  datapoint: unknown;
  error: string;
}

export interface ReadPoints {
  points: PutPoint[];
  refused: RefusedPoint[];
}

/** The body of a put is no list of points at all. */
export class UnreadableBody extends Error {}

/** The largest time that OpenTSDB takes for seconds; above, it is milliseconds. */
const LARGEST_SECONDS = 0xffffffff;
const LARGEST_MILLISECONDS = 9_999_999_999_999;
const MAX_TAGS = 8;
const NAME = /^[\p{L}0-9\-_./]$/u;
const FORM = /^[^{["\s]*=[^{["\s]*(?:&|$)/;

/**
 * Reads the body of `/api/put`: a point, or a list of points. Every point is judged alone, with OpenTSDB's own messages;
 * good points of a mixed list count.
 */
export function readPoints(body: string): ReadPoints {
  const parsed = parseJson(body);
  if (!parsed || typeof parsed.value !== 'object' || parsed.value === null) {
    throw new UnreadableBody(unreadable(body));
  }
  const read: ReadPoints = { points: [], refused: [] };
  for (const candidate of Array.isArray(parsed.value) ? parsed.value : [parsed.value]) {
    const result = readPoint(candidate);
    if (typeof result === 'string') {
      read.refused.push({ datapoint: shown(candidate), error: result });
    } else {
      read.points.push(result);
    }
  }
  return read;
}

function unreadable(body: string): string {
  if (body.trim() === '') {
    return 'The body is empty: send a point, or a list of points, as JSON.';
  }
  if (FORM.test(body)) {
    return (
      `The body is a form (${body.slice(0, 40)}…), not JSON; in a form the values of the tags are lost. ` +
      'Send the point as JSON: with Python, requests.post(url, headers=headers, json=payload).'
    );
  }
  return 'The body is not JSON: send a point, {"metric":…,"timestamp":…,"value":…,"tags":{…}}, or a list of points.';
}

/** A point, or the message that says what is wrong with it. */
function readPoint(candidate: unknown): PutPoint | string {
  if (!isObject(candidate)) {
    return 'Unexpected null datapoint encountered in set.';
  }
  const { metric, timestamp, value, tags } = candidate;
  if (typeof metric !== 'string' || metric === '') {
    return 'Metric name was empty';
  }
  const time = Number(timestamp);
  if (!Number.isInteger(time) || time <= 0 || typeof timestamp === 'boolean' || timestamp === '') {
    return 'Invalid timestamp';
  }
  if (value === undefined || value === null || value === '') {
    return 'Empty value';
  }
  if (!isObject(tags) || Object.keys(tags).length === 0) {
    return 'Missing tags';
  }
  const number = readValue(value);
  if (number === undefined) {
    return 'Unable to parse value to a number';
  }
  if (!Number.isFinite(number.value)) {
    return `value is NaN or Infinite: ${number.value} for metric=${metric}, timestamp=${time}`;
  }
  if (time > LARGEST_SECONDS && (time < 1e12 || time > LARGEST_MILLISECONDS)) {
    return `bad timestamp=${time} when trying to add value=${value} to metric=${metric}`;
  }
  if (Object.keys(tags).length > MAX_TAGS) {
    return `Too many tags: ${Object.keys(tags).length} maximum allowed: ${MAX_TAGS}, tags: ${JSON.stringify(tags)}`;
  }
  const wrongName = nameError('metric name', metric) ?? tagError(tags);
  if (wrongName !== undefined) {
    return wrongName;
  }
  return {
    metric,
    tags: Object.fromEntries(Object.entries(tags).map(([tagk, tagv]) => [tagk, String(tagv)])),
    time: time > LARGEST_SECONDS ? time : time * 1000,
    ...number,
  };
}

function readValue(value: unknown): { value: number; integer: boolean } | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') {
    return undefined;
  }
  const text = String(value);
  const integer = !/[.eE]/.test(text);
  const wellFormed = integer ? /^[-+]?[0-9]{1,19}$/ : /^[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$/;
  return wellFormed.test(text) ? { value: Number(text), integer } : undefined;
}

function tagError(tags: Record<string, unknown>): string | undefined {
  for (const [tagk, tagv] of Object.entries(tags)) {
    const text = typeof tagv === 'object' ? '' : String(tagv);
    const error = nameError(`tag name with value [${text}]`, tagk) ?? nameError(`tag value with key [${tagk}]`, text);
    if (error !== undefined) {
      return error;
    }
  }
  return undefined;
}

function nameError(what: string, name: string): string | undefined {
  if (name === '') {
    return `Invalid ${what}: empty string`;
  }
  const wrong = [...name].find((character) => !NAME.test(character));
  return wrong === undefined ? undefined : `Invalid ${what} ("${name}"): illegal character: ${wrong}`;
}

/** The point as OpenTSDB repeats it in an error: its value as text. */
function shown(candidate: unknown): unknown {
  if (!isObject(candidate)) {
    return candidate ?? null;
  }
  const { metric = null, timestamp = 0, value = null, tags = null } = candidate;
  return { metric, timestamp, value: value === null ? null : String(value), tags };
}
