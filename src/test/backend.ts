import { Observable, of, throwError } from 'rxjs';

import { type BackendSrv, type BackendSrvRequest, type FetchResponse, setBackendSrv } from '@grafana/runtime';

/** The backend's response to one request; undefined: it never responds. */
export type Response = unknown;
type Respond = (path: string, params: Record<string, string>) => Response;

/** A failed request, as Grafana's backend service throws it. */
export class Failure {
  constructor(
    readonly status: number,
    readonly message?: string
  ) {}
}

export interface Request {
  path: string;
  params: Record<string, string>;
  /** What is posted. */
  data: unknown;
  /** False once nobody waits for the response. */
  wanted: boolean;
}

/**
 * Stands in for Grafana's server, the border of the browser half: every request is recorded, and gets the response of `respond`.
 * Returns the requests, oldest first.
 */
export function respondToRequests(respond: Respond): Request[] {
  const requests: Request[] = [];
  const fetch = ({ url, params = {}, data: posted }: BackendSrvRequest): Observable<FetchResponse> => {
    const request: Request = { path: url.replace(/^.*\/resources\//, ''), params, data: posted, wanted: true };
    requests.push(request);
    const data = respond(request.path, params);
    if (data === undefined) {
      return new Observable<never>(() => () => {
        request.wanted = false;
      });
    }
    if (data instanceof Failure) {
      return throwError(() => ({ status: data.status, statusText: 'Failed', data: { message: data.message } }));
    }
    return of({ data, status: 200, ok: true } as FetchResponse);
  };
  setBackendSrv({ fetch } as unknown as BackendSrv);
  return requests;
}
