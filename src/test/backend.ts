import { Observable, of, throwError } from 'rxjs';

import { type BackendSrv, type BackendSrvRequest, type FetchResponse, setBackendSrv } from '@grafana/runtime';

/** What the backend answers to one request; undefined: it never does. */
export type Answer = unknown;
type Answerer = (path: string, params: Record<string, string>) => Answer;

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
 * Stands in for Grafana's server, the border of the browser half: every request that leaves it is recorded and answered
 * by `answer`. Returns the requests, oldest first.
 */
export function answerRequests(answer: Answerer): Request[] {
  const requests: Request[] = [];
  const fetch = ({ url, params = {}, data: posted }: BackendSrvRequest): Observable<FetchResponse> => {
    const request: Request = { path: url.replace(/^.*\/resources\//, ''), params, data: posted, wanted: true };
    requests.push(request);
    const data = answer(request.path, params);
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
