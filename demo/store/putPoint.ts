import { isObject, type JsonObject, parseJson } from '../http/json';
import { type PutPoint } from './store';

/** A refused point, as it was sent, with OpenTSDB's message. */
export interface RefusedPoint {
  datapoint: JsonObject | null;
  error: string;
}

export interface ReadPoints {
  points: PutPoint[];
  refused: RefusedPoint[];
}

/** The body of a put isn't a list of points: OpenTSDB's message, and a more helpful one. */
export class UnreadableBody extends Error {
  constructor(
    readonly tsdbMessage: string,
    message: string
  ) {
    super(message);
  }
}

/** A point with the types of its fields in Java; a missing one is null. */
interface IncomingPoint {
  metric: string | null;
  timestamp: number;
  value: string | null;
  tags: Record<string, string | null> | null;
}

/** Above this, a time is in milliseconds. */
const LARGEST_SECONDS = 0xffffffff;
const LARGEST_MILLISECONDS = 9_999_999_999_999;
const LARGEST_LONG = BigInt('9223372036854775807');
const MAX_TAGS = 8;
const NAME = /^[\p{L}0-9\-_./]$/u;
/** A number as value: its text shows whether it is a float without a fraction or an integer, which parsing loses. */
const VALUE_NUMBER = /("value"\s*:\s*)(-?[0-9][-+0-9.eE]*)(?=\s*[,}])/g;
const FORM = /^[^{["\s]*=[^{["\s]*(?:&|$)/;
const UNPARSABLE = 'Unable to parse the given JSON';

/**
 * Parses the body of `/api/put`: a point, or a list of points. Each point is checked by itself, with OpenTSDB's messages; the
 * valid points of a list are stored. If a field has a wrong type, the full body is refused.
 */
export function readPoints(body: string): ReadPoints {
  if (!/^\s*[{[]/.test(body)) {
    throw new UnreadableBody(
      body === '' ? 'Missing request content' : 'The JSON must start as an object or an array',
      noPoints(body)
    );
  }
  const parsed = parseJson(body.replace(VALUE_NUMBER, '$1"$2"'));
  if (!parsed) {
    throw new UnreadableBody(UNPARSABLE, noPoints(body));
  }
  const candidates = (Array.isArray(parsed.value) ? parsed.value : [parsed.value]).map(incoming);
  const read: ReadPoints = { points: [], refused: [] };
  for (const candidate of candidates) {
    const result = candidate ? check(candidate) : 'Unexpected null datapoint encountered in set.';
    if (typeof result === 'string') {
      read.refused.push({ datapoint: candidate && withoutNulls(candidate), error: result });
    } else {
      read.points.push(result);
    }
  }
  return read;
}

function noPoints(body: string): string {
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

function incoming(value: unknown): IncomingPoint | null {
  if (value === null) {
    return null;
  }
  if (!isObject(value)) {
    throw wrongType('a point', 'an object');
  }
  const { tags = null } = value;
  if (tags !== null && !isObject(tags)) {
    throw wrongType('"tags"', 'an object');
  }
  return {
    metric: text('"metric"', value.metric),
    timestamp: timestamp(value.timestamp),
    value: text('"value"', value.value),
    tags: tags && Object.fromEntries(Object.entries(tags).map(([tagk, tagv]) => [tagk, text(`tag "${tagk}"`, tagv)])),
  };
}

function text(what: string, value: unknown): string | null {
  if (value === undefined || value === null) {
    return null;
  }
  if (typeof value === 'object') {
    throw wrongType(what, 'a text or a number');
  }
  return String(value);
}

function timestamp(value: unknown): number {
  if (value === undefined || value === null || value === '') {
    return 0;
  }
  if (typeof value === 'number') {
    return Math.trunc(value);
  }
  if (typeof value === 'string' && /^\s*-?[0-9]+\s*$/.test(value)) {
    return Number(value);
  }
  throw wrongType('"timestamp"', 'a whole number');
}

function wrongType(what: string, wanted: string): UnreadableBody {
  return new UnreadableBody(UNPARSABLE, `In the body, ${what} is not ${wanted}: none of its points was stored.`);
}

function withoutNulls(point: IncomingPoint): JsonObject {
  return Object.fromEntries(Object.entries(point).filter(([, value]) => value !== null));
}

/** The point to store, or the message of its error. */
function check({ metric, timestamp: time, value, tags }: IncomingPoint): PutPoint | string {
  if (!metric) {
    return 'Metric name was empty';
  }
  if (time <= 0) {
    return 'Invalid timestamp';
  }
  if (!value) {
    return 'Empty value';
  }
  if (!tags || Object.keys(tags).length === 0) {
    return 'Missing tags';
  }
  const number = readValue(value);
  if (!number) {
    return 'Unable to parse value to a number';
  }
  if (!Number.isFinite(number.value)) {
    return `value is NaN or Infinite: ${number.value} for metric=${metric} timestamp=${time}`;
  }
  const shownTags = `{${Object.entries(tags)
    .map(([tagk, tagv]) => `${tagk}=${tagv}`)
    .join(', ')}}`;
  if (time > LARGEST_MILLISECONDS) {
    return `bad timestamp=${time} when trying to add value=${value} to metric=${metric}, tags=${shownTags}`;
  }
  if (Object.keys(tags).length > MAX_TAGS) {
    return `Too many tags: ${Object.keys(tags).length} maximum allowed: ${MAX_TAGS}, tags: ${shownTags}`;
  }
  const named: Record<string, string> = {};
  const wrongMetric = nameError('metric name', metric);
  if (wrongMetric) {
    return wrongMetric;
  }
  for (const [tagk, tagv] of Object.entries(tags)) {
    const wrong = nameError(`tag name with value [${tagv}]`, tagk) ?? nameError(`tag value with key [${tagk}]`, tagv);
    if (wrong) {
      return wrong;
    }
    named[tagk] = tagv ?? '';
  }
  return { metric, tags: named, time: time > LARGEST_SECONDS ? time : time * 1000, ...number };
}

/** A text without point and exponent is an integer of 64 bits, any other a float. */
function readValue(value: string): { value: number; integer: boolean } | undefined {
  if (!/[.eE]/.test(value)) {
    const digits = /^[-+]?([0-9]{1,19})$/.exec(value)?.[1];
    const fits = digits !== undefined && BigInt(digits) <= LARGEST_LONG;
    return fits ? { value: Number(value), integer: true } : undefined;
  }
  const wellFormed = /^[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$/.test(value);
  return wellFormed ? { value: Number(value), integer: false } : undefined;
}

function nameError(what: string, name: string | null): string | undefined {
  if (name === null || name === '') {
    return `Invalid ${what}: ${name === null ? 'null' : 'empty string'}`;
  }
  const wrong = [...name].find((character) => !NAME.test(character));
  return wrong === undefined ? undefined : `Invalid ${what} ("${name}"): illegal character: ${wrong}`;
}
