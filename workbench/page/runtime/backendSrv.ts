import { lastValueFrom, Observable } from 'rxjs';
import { type BackendSrv, type BackendSrvRequest, type FetchError, type FetchResponse } from '@grafana/runtime';

/**
 * Grafana's way to its server, over the browser's fetch. A response of 400 or more is thrown as the FetchError that
 * @grafana/runtime's code expects; unsubscribing, or a newer request with the same requestId, aborts the request.
 */
export class FetchBackendSrv implements BackendSrv {
  private readonly running = new Map<string, AbortController>();

  fetch<T>(request: BackendSrvRequest): Observable<FetchResponse<T>> {
    return new Observable((subscriber) => {
      const aborter = new AbortController();
      const { requestId } = request;
      if (requestId) {
        this.running.get(requestId)?.abort();
        this.running.set(requestId, aborter);
      }
      const finish = () => {
        if (requestId && this.running.get(requestId) === aborter) {
          this.running.delete(requestId);
        }
      };
      request.abortSignal?.addEventListener('abort', () => aborter.abort());
      send<T>(request, aborter.signal).then(
        (response) => {
          finish();
          subscriber.next(response);
          subscriber.complete();
        },
        (error) => {
          finish();
          subscriber.error(error);
        }
      );
      return () => {
        finish();
        aborter.abort();
      };
    });
  }

  chunked(): Observable<FetchResponse<Uint8Array | undefined>> {
    throw new Error('The workbench has no streaming of chunks.');
  }

  async request<T>(request: BackendSrvRequest): Promise<T> {
    return (await lastValueFrom(this.fetch<T>(request))).data;
  }

  datasourceRequest<T>(request: BackendSrvRequest): Promise<FetchResponse<T>> {
    return lastValueFrom(this.fetch<T>(request));
  }

  get<T>(url: string, params?: BackendSrvRequest['params'], requestId?: string, options?: Partial<BackendSrvRequest>) {
    return this.request<T>({ ...options, method: 'GET', url, params, requestId });
  }

  delete<T>(url: string, data?: unknown, options?: Partial<BackendSrvRequest>) {
    return this.request<T>({ ...options, method: 'DELETE', url, data });
  }

  post<T>(url: string, data?: unknown, options?: Partial<BackendSrvRequest>) {
    return this.request<T>({ ...options, method: 'POST', url, data });
  }

  patch<T>(url: string, data?: unknown, options?: Partial<BackendSrvRequest>) {
    return this.request<T>({ ...options, method: 'PATCH', url, data });
  }

  put<T>(url: string, data?: unknown, options?: Partial<BackendSrvRequest>) {
    return this.request<T>({ ...options, method: 'PUT', url, data });
  }
}

/** The request's address: absolute, with `params` as its search. Arrays repeat their key, as in Grafana. */
export function requestUrl(request: Pick<BackendSrvRequest, 'url' | 'params'>, base: string): string {
  const url = new URL(request.url, `${base}/`);
  for (const [key, value] of Object.entries(request.params ?? {})) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null) {
        url.searchParams.append(key, String(one));
      }
    }
  }
  return url.toString();
}

async function send<T>(request: BackendSrvRequest, signal: AbortSignal): Promise<FetchResponse<T>> {
  const method = request.method ?? 'GET';
  const headers = new Headers({ Accept: 'application/json, text/plain, */*' });
  Object.entries(request.headers ?? {}).forEach(([name, value]) => headers.set(name, String(value)));
  let body: string | undefined;
  if (request.data !== undefined && method !== 'GET') {
    headers.set('Content-Type', 'application/json');
    body = JSON.stringify(request.data);
  }
  const url = requestUrl(request, window.location.origin);
  let response: Response;
  try {
    response = await fetch(url, { method, headers, body, signal, credentials: 'same-origin' });
  } catch (cause) {
    throw fetchError(request, 0, signal.aborted ? 'Request was aborted' : 'Failed to fetch', undefined, signal.aborted);
  }
  const data = parseBody(await response.text());
  if (!response.ok) {
    throw fetchError(request, response.status, response.statusText, data);
  }
  const { status, statusText, ok, redirected, type } = response;
  // The body's type is the caller's claim, as with Grafana's own service.
  return { data: data as T, status, statusText, ok, redirected, type, url, headers: response.headers, config: request };
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function fetchError(
  config: BackendSrvRequest,
  status: number,
  statusText: string,
  body: unknown,
  cancelled?: boolean
): FetchError {
  // A body that is no object becomes one with a message, so that every reader of errors finds it in the same place.
  const data =
    typeof body === 'object' && body !== null ? body : { message: statusText, error: statusText, response: body };
  return { status, statusText, data, config, cancelled };
}
