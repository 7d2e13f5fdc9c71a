import { type Reply } from '../http/message';

/** Plain text, the way Go's `http.Error` writes it. */
export function plainText(status: number, text: string, headers: Record<string, string> = {}): Reply {
  return {
    status,
    headers: { ...headers, 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
    body: `${text}\n`,
  };
}

/** A body of JSON, which the gateway ends with a line feed. */
export function json(body: string | Iterable<string>): Reply {
  return { status: 200, headers: { 'content-type': 'application/json' }, body };
}

/** An error of the gateway's web framework. */
export function frameworkError(status: number, message: string): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=UTF-8' },
    body: `${JSON.stringify({ message })}\n`,
  };
}

export function empty(status: number): Reply {
  return { status };
}

/**
 * The gateway's message for any error of the store: it parses the store's text as JSON, fails at its first letter, and the real
 * message is lost.
 */
export const STORE_ERROR = "invalid character 'E' looking for beginning of value";

/** The store behind the gateway refused a script. */
export class StoreError extends Error {}

/** The gateway itself panicked; its framework then responds with a plain 500. */
export class Panic extends Error {}
