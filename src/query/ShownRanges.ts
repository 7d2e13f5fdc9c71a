import { isEqual, omit } from 'lodash';

import { type DataQueryRequest, type TimeRange } from '@grafana/data';

import { type OpenTsdbQuery } from './model';
import { normalizeQuery } from './normalize';
import tables from './tables.json';

/** Fields that Grafana keeps of a query: they come from it at any time, and say nothing of what is asked. */
export const GRAFANAS = ['refId', 'key', 'hide', 'label', 'datasource', 'intervalMs', 'maxDataPoints'] as const;

/** Fields that say what is made of a response. Where functions need other points, the backend asks for them. */
const OF_THE_RESPONSE = ['alias', 'legend', 'format', 'unfinishedInterval', 'functions', 'editorMode'];

/** How much of a graph's right edge may be missing then: a share of it that is hardly seen, or so many milliseconds. */
const MAX_SHIFT = 1 / 50;
const MIN_SHIFT_MS = 10_000;

type Request = DataQueryRequest<OpenTsdbQuery>;

interface Change {
  query: OpenTsdbQuery;
  shown: Request;
  range: TimeRange;
}

/**
 * Lets a change of names, of the layout or of functions be shown without a request to the server. A relative time range
 * has moved on by the time of the change, so the backend would have to ask for its newest part: such a change is shown
 * over the range that the panel shows already, whose response the backend still has.
 */
export class ShownRanges {
  private change?: Change;
  /** Ranges that Grafana gave lately, and those that were asked for in their place. */
  private moved: Array<{ given: TimeRange; asked: TimeRange }> = [];

  /**
   * Takes note of an editor's change that Grafana is about to run.
   * @param before the query before the change
   * @param shown the request whose response the panel shows
   */
  note(query: OpenTsdbQuery, before: OpenTsdbQuery, shown: Request | undefined): void {
    const target = shown?.targets?.find(({ refId }) => refId === query.refId);
    this.change = undefined;
    if (shown && target && isEqual(selected(query), selected(before)) && isEqual(asked(target), asked(before))) {
      const range = this.moved.find(({ given }) => isSameRange(given, shown.range))?.asked ?? shown.range;
      this.change = { query, shown, range };
    }
  }

  /** A request as it is to be sent: over the shown range if it is that of the change noted last. */
  apply<R extends Request>(request: R): R {
    const { change } = this;
    if (!change || !isOfChange(request, change)) {
      return request;
    }
    this.change = undefined;
    this.moved = [{ given: request.range, asked: change.range }, ...this.moved].slice(0, 20);
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
      expected.some((one) => one.refId === target.refId && isEqual(asked(one), asked(target)))
    ) &&
    request.intervalMs === shown.intervalMs &&
    request.maxDataPoints === shown.maxDataPoints &&
    span === range.to.valueOf() - range.from.valueOf() &&
    shift >= 0 &&
    shift <= Math.max(MIN_SHIFT_MS, span * MAX_SHIFT)
  );
}

/** What is asked, and what is made of it. */
function asked(query: OpenTsdbQuery): object {
  return JSON.parse(JSON.stringify(omit(normalizeQuery(query).query, GRAFANAS)));
}

/** What the server is asked. */
function selected(query: OpenTsdbQuery): object {
  return omit(asked(query), OF_THE_RESPONSE);
}

function isSameRange(a: TimeRange, b: TimeRange): boolean {
  return a.from.valueOf() === b.from.valueOf() && a.to.valueOf() === b.to.valueOf();
}
