import { isUndefined, omitBy } from 'lodash';
import { lastValueFrom, type Observable } from 'rxjs';
import { fromFetch } from 'rxjs/fetch';
import { urlUtil } from '@grafana/data';
import { type BackendSrv, type BackendSrvRequest, type FetchError, type FetchResponse } from '@grafana/runtime';

/**
 * Grafana's service for requests to its server, by the browser's fetch. Unsubscribing aborts the request. A response of 400 or more is
 * thrown as the FetchError that @grafana/runtime's code expects.
 */
export class FetchBackendSrv implements BackendSrv {
  fetch<T>(request: BackendSrvRequest): Observable<FetchResponse<T>> {
    const { method, data, headers, abortSignal } = request;
    return fromFetch(addressOf(request), {
      method,
      headers: { Accept: 'application/json, text/plain, */*', 'Content-Type': 'application/json', ...headers },
      body: data === undefined ? undefined : JSON.stringify(data),
      signal: abortSignal,
      selector: (response) => read<T>(request, response),
    });
  }

  chunked(): Observable<FetchResponse<Uint8Array | undefined>> {
    throw new Error('The workbench has no streaming of chunks.');
  }

  datasourceRequest<T>(request: BackendSrvRequest): Promise<FetchResponse<T>> {
    return lastValueFrom(this.fetch<T>(request));
  }

  async request<T>(request: BackendSrvRequest): Promise<T> {
    return (await this.datasourceRequest<T>(request)).data;
  }

  get<T>(url: string, params?: BackendSrvRequest['params'], requestId?: string, options?: Partial<BackendSrvRequest>) {
    return this.request<T>({ ...options, url, params, requestId });
  }

  delete = this.sender('DELETE');
  post = this.sender('POST');
  patch = this.sender('PATCH');
  put = this.sender('PUT');

  private sender(method: string) {
    return <T>(url: string, data?: unknown, options?: Partial<BackendSrvRequest>) =>
      this.request<T>({ ...options, method, url, data });
  }
}

/** The request's address, with `params` as its search, as Grafana writes it. */
function addressOf({ url, params }: BackendSrvRequest): string {
  const search = urlUtil.serializeParams(omitBy(params, isUndefined));
  return search ? `${url}?${search}` : url;
}

async function read<T>(config: BackendSrvRequest, response: Response): Promise<FetchResponse<T>> {
  const { status, statusText, ok, redirected, type, url, headers } = response;
  const body = parse(await response.text());
  if (!ok) {
    // A body that isn't an object becomes one with a message, where every reader of errors looks.
    const data = typeof body === 'object' && body !== null ? body : { message: statusText, response: body };
    const error: FetchError = { status, statusText, data, config };
    throw error;
  }
  // The body's type is the caller's claim, as with Grafana's own service.
  return { data: body as T, status, statusText, ok, redirected, type, url, headers, config };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
