import { isObject, parseJson } from '../http/json';
import { type DemoRequest, type Reply } from '../http/message';
import { json, methodNotAllowed, TsdbError, unparsable } from './errors';

/** A note on a time or a range, for one series or, with an empty tsuid, for all. Times are in seconds, as they were sent. */
export interface Annotation {
  tsuid: string;
  description: string;
  notes: string;
  custom?: Record<string, string>;
  startTime: number;
  endTime: number;
}

/** The annotations of a server, and the calls that change them. */
export class Annotations {
  private readonly notes = new Map<string, Annotation>();

  /** Those of some series, or the global ones, that start between `from` and `to` (ms). */
  between(tsuids: string[] | 'global', from: number, to: number): Annotation[] {
    return [...this.notes.values()]
      .filter(({ tsuid }) => (tsuids === 'global' ? tsuid === '' : tsuids.includes(tsuid)))
      .filter(({ startTime }) => toMs(startTime) >= from && toMs(startTime) <= to)
      .sort((a, b) => a.startTime - b.startTime);
  }

  put(note: Annotation): void {
    this.notes.set(keyOf(note), note);
  }

  /** `/api/annotation` and `/api/annotation/bulk`. */
  respond(request: DemoRequest, bulk: boolean): Reply {
    if (bulk) {
      return this.putAll(request);
    }
    switch (request.method) {
      case 'POST':
      case 'PUT': {
        const note = readNote(bodyOf(request) ?? {});
        this.put(note);
        return json(JSON.stringify(note));
      }
      case 'GET':
      case 'DELETE': {
        const key = keyOf(readNote(bodyOf(request) ?? queryOf(request.query)));
        const note = this.notes.get(key);
        if (request.method === 'DELETE') {
          this.notes.delete(key);
          return { status: 204 };
        }
        if (!note) {
          throw new TsdbError('Unable to locate annotation in storage', 404);
        }
        return json(JSON.stringify(note));
      }
      default:
        throw methodNotAllowed(request.method);
    }
  }

  private putAll(request: DemoRequest): Reply {
    if (request.method !== 'POST' && request.method !== 'PUT') {
      throw methodNotAllowed(request.method);
    }
    const list = bodyOf(request);
    if (!Array.isArray(list)) {
      throw unparsable('Cannot deserialize instance of `java.util.ArrayList`: the body is not a list');
    }
    const notes = list.map(readNote);
    notes.forEach((note) => this.put(note));
    return json(JSON.stringify(notes));
  }
}

function bodyOf(request: DemoRequest): unknown {
  if (request.body.length === 0) {
    return undefined;
  }
  const parsed = parseJson(request.body.toString('utf8'));
  if (!parsed) {
    throw unparsable('The body is not JSON');
  }
  return parsed.value;
}

function queryOf(query: URLSearchParams) {
  return { startTime: query.get('start_time'), tsuid: query.get('tsuid') };
}

function readNote(value: unknown): Annotation {
  const { tsuid, description, notes, custom, startTime, endTime } = isObject(value) ? value : {};
  const start = Number(startTime ?? 0);
  if (!Number.isFinite(start) || start <= 0) {
    throw new TsdbError('The start timestamp has not been set', 400, 'The start timestamp has not been set');
  }
  return {
    tsuid: String(tsuid ?? '').toUpperCase(),
    description: String(description ?? ''),
    notes: String(notes ?? ''),
    ...(isObject(custom)
      ? { custom: Object.fromEntries(Object.entries(custom).map(([key, text]) => [key, String(text)])) }
      : {}),
    startTime: start,
    endTime: Number(endTime ?? 0),
  };
}

function keyOf({ tsuid, startTime }: Annotation): string {
  return `${tsuid} ${startTime}`;
}

const LARGEST_SECONDS = 0xffffffff;

function toMs(time: number): number {
  return time > LARGEST_SECONDS ? time : time * 1000;
}
