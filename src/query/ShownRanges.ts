import { isEqual, omit } from 'lodash';

import { type DataQueryRequest, type TimeRange } from '@grafana/data';

import { type OpenTsdbQuery } from './model';
import { normalizeQuery } from './normalize';
import tables from './tables.json';

/** Fields of a query that belong to Grafana. They may change at any time, without the query being another one. */
export const GRAFANA_FIELDS = ['refId', 'key', 'hide', 'label', 'datasource', 'intervalMs', 'maxDataPoints'] as const;

/** Fields that don't change the request. If functions need other points, the backend fetches those anyway. */
const RESPONSE_FIELDS = ['alias', 'legend', 'format', 'unfinishedInterval', 'functions', 'editorMode'];

/** How old the shown range may be, as a share of the range or in milliseconds: that much is missing at the graph's right edge. */
const MAX_SHIFT = 1 / 50;
const MIN_SHIFT_MS = 10_000;

type Request = DataQueryRequest<OpenTsdbQuery>;

interface Change {
  query: OpenTsdbQuery;
  shown: Request;
  range: TimeRange;
}

/**
 * Shows a change of names, the layout or functions without a request to the server. A relative time range has moved on since
 * the panel's response, so the backend would have to fetch its newest part. Such a change is therefore shown over the range
 * that the panel shows already, whose response the backend has cached.
 */
export class ShownRanges {
  private change?: Change;
  /** Recent ranges of Grafana's requests, and the ranges that were sent instead. */
  private moved: Array<{ given: TimeRange; sent: TimeRange }> = [];

  /**
   * Notes an editor's change that Grafana is about to run.
   * @param before the query before the change
   * @param shown the request whose response the panel shows
   */
  note(query: OpenTsdbQuery, before: OpenTsdbQuery, shown: Request | undefined): void {
    const target = shown?.targets?.find(({ refId }) => refId === query.refId);
    this.change = undefined;
    if (
      shown &&
      target &&
      isEqual(selectionOf(query), selectionOf(before)) &&
      isEqual(contentOf(target), contentOf(before))
    ) {
      const range = this.moved.find(({ given }) => isSameRange(given, shown.range))?.sent ?? shown.range;
      this.change = { query, shown, range };
    }
  }

  /** The request to send: over the shown range, if it is that of the last noted change. */
  apply<R extends Request>(request: R): R {
    const { change } = this;
    if (!change || !isOfChange(request, change)) {
      return request;
    }
    this.change = undefined;
    this.moved = [{ given: request.range, sent: change.range }, ...this.moved].slice(0, 20);
    return {
      ...request,
      range: change.range,
      targets: request.targets.map((query) => ({ ...query, maxAgeMs: tables.maxAgeMs })),
    };
  }
}

function isOfChange(request: Request, { query, shown, range }: Change): boolean {
  const expected = [query, ...shown.targets.filter(({ refId }) => refId !== query.refId)];
  const span = request.range.to.valueOf() - request.range.from.valueOf();
  const shift = request.range.to.valueOf() - range.to.valueOf();
  return (
    request.targets.some(({ refId }) => refId === query.refId) &&
    request.targets.every((target) =>
      expected.some((one) => one.refId === target.refId && isEqual(contentOf(one), contentOf(target)))
    ) &&
    request.intervalMs === shown.intervalMs &&
    request.maxDataPoints === shown.maxDataPoints &&
    span === range.to.valueOf() - range.from.valueOf() &&
    shift >= 0 &&
    shift <= Math.max(MIN_SHIFT_MS, span * MAX_SHIFT)
  );
}

/** All of a query but Grafana's fields, for comparison. */
function contentOf(query: OpenTsdbQuery): object {
  return JSON.parse(JSON.stringify(omit(normalizeQuery(query).query, GRAFANA_FIELDS)));
}

/** What decides the request to the server. */
function selectionOf(query: OpenTsdbQuery): object {
  return omit(contentOf(query), RESPONSE_FIELDS);
}

function isSameRange(a: TimeRange, b: TimeRange): boolean {
  return a.from.valueOf() === b.from.valueOf() && a.to.valueOf() === b.to.valueOf();
}
