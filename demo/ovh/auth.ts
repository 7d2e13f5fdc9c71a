import { type DemoRequest } from '../http/message';

/** A token of OVH Metrics: it belongs to one application, and may expire. */
export interface Token {
  token: string;
  /** The application whose series the token reads or writes. */
  application: string;
  /** Milliseconds since the epoch; never when missing. */
  expires?: number;
}

export interface Tokens {
  read: Token[];
  write: Token[];
  /** Tokens that the gateway always refuses. */
  denied: string[];
}

/**
 * The token of a request: the password of the `Authorization` header, whatever its scheme; or the `p` parameter; or
 * `X-Warp10-Token`, which the service's documentation names. Empty where there is none.
 */
export function tokenOf(request: DemoRequest): string {
  const credentials = (request.headers.authorization ?? '').split(' ');
  if (credentials.length === 2 && /^[A-Za-z0-9+/]+={0,2}$/.test(credentials[1]) && credentials[1].length % 4 === 0) {
    const text = Buffer.from(credentials[1], 'base64').toString('utf8');
    const colon = text.indexOf(':');
    if (colon >= 0 && colon < text.length - 1) {
      return text.slice(colon + 1);
    }
  }
  const header = request.headers['x-warp10-token'];
  return request.query.get('p') || (typeof header === 'string' ? header : '');
}

/** The application of a token; undefined for an unknown or expired token, or one of another kind. */
export function applicationOf(tokens: Token[], token: string, now: number): string | undefined {
  const known = tokens.find((candidate) => candidate.token === token);
  return known && (known.expires === undefined || known.expires > now) ? known.application : undefined;
}
