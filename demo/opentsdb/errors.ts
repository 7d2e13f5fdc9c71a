import { type Reply } from '../http/message';

/** An error of OpenTSDB: a status, a message, and sometimes details. */
export class TsdbError extends Error {
  constructor(
    message: string,
    readonly status = 400,
    readonly details?: string,
    /** The Java class that the stack trace begins with. */
    readonly javaClass = 'net.opentsdb.tsd.BadRequestException'
  ) {
    super(message);
  }
}

/** A name without a uid. */
export function noSuchName(kind: 'metrics' | 'tagk' | 'tagv', name: string): TsdbError {
  const message = `No such name for '${kind}': '${name}'`;
  return new TsdbError(message, 400, message);
}

/** A call with a method that the endpoint doesn't support. */
export function methodNotAllowed(method: string, where = ' for this endpoint'): TsdbError {
  return new TsdbError('Method not allowed', 405, `The HTTP method [${method}] is not permitted${where}`);
}

/** A required query or form parameter is missing. */
export function missingParameter(name: string): TsdbError {
  return new TsdbError(`Missing parameter <code>${name}</code>`);
}

/** Invalid or unexpected JSON; the cause is in the details. */
export function unparsable(cause: string): TsdbError {
  return new TsdbError('Unable to parse the given JSON', 400, cause);
}

export const NULL_POINTER = new TsdbError(
  'An internal null pointer exception was thrown',
  500,
  undefined,
  'java.lang.NullPointerException'
);

/** The error as JSON, with the first line of the real stack trace. */
export function errorReply(error: TsdbError, showStackTrace: boolean): Reply {
  const body = {
    code: error.status,
    message: error.message,
    details: error.details,
    trace: showStackTrace ? `${error.javaClass}: ${error.message}\n` : undefined,
  };
  return json(JSON.stringify({ error: body }), error.status);
}

export function json(body: string | Iterable<string>, status = 200): Reply {
  return { status, headers: { 'content-type': 'application/json; charset=UTF-8' }, body };
}

export function html(status: number, title: string, text: string): Reply {
  return {
    status,
    headers: { 'content-type': 'text/html; charset=UTF-8' },
    body:
      '<!DOCTYPE html><html><head><meta http-equiv=content-type content="text/html;charset=utf-8">' +
      `<title>${title}</title></head><body><blockquote><h1>${title}</h1>${text}</blockquote></body></html>`,
  };
}
