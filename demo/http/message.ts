import { type IncomingHttpHeaders } from 'node:http';

/** A request with its body. */
export interface DemoRequest {
  method: string;
  /** The path without the query string, still percent-encoded. */
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** A response; a body in pieces is streamed. */
export interface Reply {
  status: number;
  headers?: Record<string, string>;
  body?: string | Iterable<string>;
}

/** A server type. */
export interface Dialect {
  respond(request: DemoRequest): Reply;
}

const MAX_BODY_BYTES = 256 * 1024 * 1024;

/** The body of a request is larger than the demo server accepts. */
export class BodyTooLarge extends Error {
  constructor() {
    super(`The request body is larger than ${MAX_BODY_BYTES / 1024 / 1024} MB.`);
  }
}

/** Reads a stream to its end. */
export async function readAll(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of stream) {
    size += piece.length;
    if (size > MAX_BODY_BYTES) {
      throw new BodyTooLarge();
    }
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
