import { defer, fromEvent, lastValueFrom, map, type Observable, race, ReplaySubject, share, take, timer } from 'rxjs';

import { type BackendSrvRequest, type FetchResponse } from '@grafana/runtime';
import { t } from '@grafana/i18n';

import { type TagFilter } from '../query/model';
import { splitMetrics } from '../query/resolve';
import {
  type NameSearch,
  type Names,
  type Range,
  type ResourceParameters,
  type SeriesList,
  type Server,
} from './types';

/** How long a response is cached, in milliseconds: names change slowly, but a new metric should not need a reload. */
const TTL_MS = 60_000;

/** Time ranges are widened to multiples of this, in milliseconds, so that ranges which end now share responses. */
const RANGE_STEP_MS = 60_000;

/** How many responses are cached. */
const MAX_RESPONSES = 200;

/** How many metrics of one search are looked up; the names of the others are missing then. */
const MAX_METRICS = 20;

/** Sends one request, like `getBackendSrv().fetch`: it is cancelled when its last subscriber leaves. */
export type Fetch = (request: BackendSrvRequest) => Observable<FetchResponse<unknown>>;

/**
 * Names and abilities of the server, for the editors; the only caller of the backend's resources (docs/resources.md). Responses
 * are cached for a short time and shared by equal calls; failures aren't cached. A request is cancelled when all its callers
 * have aborted.
 */
export class Metadata {
  private readonly responses = new Map<string, Observable<unknown>>();

  /**
   * @param resourcesUrl the data source's `…/resources` URL, without a trailing slash
   * @param fetch looked up at each call, as Grafana sets its services after plugins are loaded
   */
  constructor(
    private readonly resourcesUrl: string,
    private readonly fetch: Fetch
  ) {}

  metrics(search: NameSearch = {}, signal?: AbortSignal): Promise<Names> {
    return this.ask<Names>('metrics', { q: search.q }, signal);
  }

  /** Tag keys of the search's metrics, by one request for each metric. */
  tagKeys(search: NameSearch = {}, signal?: AbortSignal): Promise<Names> {
    return this.namesOfEach(search, (one) => this.ask<Names>('tag-keys', searchParams(one), signal));
  }

  /** Values of the tag `key`; a filter on that key itself doesn't narrow them. */
  tagValues(key: string, search: NameSearch = {}, signal?: AbortSignal): Promise<Names> {
    const filters = search.filters?.filter((filter) => filter.tagk !== key);
    return this.namesOfEach({ ...search, filters }, (one) => {
      const params = { key, ...searchParams(one), ...rangeParams(search.range) };
      return this.ask<Names>('tag-values', params, signal);
    });
  }

  async series(search: NameSearch & { limit?: number } = {}, signal?: AbortSignal): Promise<SeriesList> {
    const { searches, complete } = eachMetric(search);
    const lists = await Promise.all(
      searches.map((one) => {
        const params = { ...searchParams(one), ...rangeParams(search.range), limit: search.limit };
        return this.ask<SeriesList>('series', params, signal);
      })
    );
    return {
      series: lists.flatMap(({ series }) => series),
      complete: complete && lists.every((list) => list.complete),
    };
  }

  server(signal?: AbortSignal): Promise<Server> {
    return this.ask<Server>('server', {}, signal);
  }

  private async namesOfEach(search: NameSearch, askOne: (search: NameSearch) => Promise<Names>): Promise<Names> {
    const { searches, complete } = eachMetric(search);
    const lists = await Promise.all(searches.map(askOne));
    if (lists.length === 1 && complete) {
      return lists[0];
    }
    return {
      values: [...new Set(lists.flatMap(({ values }) => values))].sort(),
      complete: complete && lists.every((list) => list.complete),
    };
  }

  private async ask<T>(path: string, params: ResourceParameters, signal?: AbortSignal): Promise<T> {
    throwIfAborted(signal);
    const given = Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined && value !== ''));
    const key = `${path}?${JSON.stringify(given)}`;
    const response = this.responses.get(key) ?? this.request(key, path, given);
    try {
      return (await lastValueFrom(signal ? race(response, aborted(signal)) : response)) as T;
    } catch (error) {
      throwIfAborted(signal);
      throw new Error(sentenceOf(error), { cause: error });
    }
  }

  private request(key: string, path: string, params: Record<string, unknown>): Observable<unknown> {
    const request: BackendSrvRequest = {
      method: 'GET',
      url: `${this.resourcesUrl}/${path}`,
      params,
      showErrorAlert: false,
    };
    const shared = defer(() => this.fetch(request)).pipe(
      map((response) => response.data),
      take(1),
      share({
        connector: () => new ReplaySubject(1),
        resetOnError: true,
        resetOnComplete: () => timer(TTL_MS),
        resetOnRefCountZero: true,
      })
    );
    if (this.responses.size >= MAX_RESPONSES) {
      const [oldest] = this.responses.keys();
      this.responses.delete(oldest);
    }
    this.responses.set(key, shared);
    return shared;
  }
}

/** Splits a search of several metrics, joined by `|`, into one for each. */
function eachMetric<T extends NameSearch>(search: T): { searches: T[]; complete: boolean } {
  const metrics = splitMetrics(search.metric ?? '');
  return metrics.length > 1
    ? {
        searches: metrics.slice(0, MAX_METRICS).map((metric) => ({ ...search, metric })),
        complete: metrics.length <= MAX_METRICS,
      }
    : { searches: [search], complete: true };
}

function searchParams({ q, metric, filters }: NameSearch): ResourceParameters {
  const complete = filters?.filter(isUsable);
  return { q, metric, filters: complete?.length ? JSON.stringify(complete) : undefined };
}

/** The range, widened to whole minutes. */
function rangeParams(range: Range | undefined): ResourceParameters {
  return range
    ? {
        from: Math.floor(range.from / RANGE_STEP_MS) * RANGE_STEP_MS,
        to: Math.ceil(range.to / RANGE_STEP_MS) * RANGE_STEP_MS,
      }
    : {};
}

/** An incomplete filter doesn't narrow a search. */
function isUsable({ tagk, type, filter }: TagFilter): boolean {
  return tagk !== '' && (filter !== '' || type === 'not_key');
}

function throwIfAborted(signal?: AbortSignal): void {
  if (signal?.aborted) {
    throw signal.reason ?? new DOMException('Nobody waits for this list any more', 'AbortError');
  }
}

function aborted(signal: AbortSignal): Observable<never> {
  return fromEvent(signal, 'abort').pipe(
    take(1),
    map(() => {
      throw new Error('aborted');
    })
  );
}

/** The backend's message, or what else is known of the failure. */
function sentenceOf(error: unknown): string {
  const { data, status, statusText, message } = (error ?? {}) as {
    data?: { message?: unknown };
    status?: number;
    statusText?: string;
    message?: string;
  };
  if (typeof data?.message === 'string' && data.message !== '') {
    return data.message;
  }
  if (status) {
    return t('metadata.failed-status', 'Grafana could not get the list: {{status}} {{statusText}}', {
      status,
      statusText: statusText ?? '',
    });
  }
  return message || t('metadata.failed', 'Grafana could not get the list. Check your network connection');
}
