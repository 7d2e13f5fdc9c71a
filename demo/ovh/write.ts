import { goString, goStringMap } from '../http/text';
import { type Reply } from '../http/message';
import { readPoints, UnreadableBody } from '../store/putPoint';
import { type Store } from '../store/store';
import { json, plainText } from './replies';
import { type QueryRequest } from './request';
import { escapeRegexp, matcher } from './selector';

/**
 * Deletes the series of the sub-queries' tags (their filters are ignored): the points of the time range, or the whole
 * series where the request has no times. With a token that may not write, nothing is deleted, and the response is `[]`.
 */
export function remove(store: Store, application: string | undefined, request: QueryRequest): Reply {
  if (application === undefined) {
    return json('[]\n');
  }
  const responses = request.queries.flatMap((query) => {
    if (!query) {
      return [];
    }
    const groupBy = Object.keys(query.tags).filter((tagk) => /^\*$|\|/.test(query.tags[tagk]));
    const matchers = Object.entries(query.tags).map(([tagk, tagv]) => [tagk, matcher(deleteSelector(tagv))] as const);
    for (const series of store.series(application, query.metric)) {
      if (matchers.every(([tagk, matches]) => series.tags[tagk] !== undefined && matches(series.tags[tagk]))) {
        if (request.noTimes) {
          store.drop(application, series);
        } else {
          series.remove(request.start, request.end);
        }
      }
    }
    return [
      `{"metric":${goString(query.metric)},"tags":${goStringMap(query.tags)},"query":{"index":0},` +
        `"aggregateTags":[${groupBy.map(goString).join(',')}],"dps":{}}`,
    ];
  });
  return json(`[${responses.join(',')}]\n`);
}

function deleteSelector(tagv: string): string {
  if (tagv === '*') {
    return '~.*';
  }
  return tagv.includes('|') ? `~${tagv.split('|').map(escapeRegexp).join('|')}` : `=${tagv}`;
}

/**
 * `/api/put`, which the service documents, but the gateway's public source doesn't have: with a write token, points are
 * accepted as by OpenTSDB, and the response is 200.
 */
export function put(store: Store, application: string | undefined, body: string, query: URLSearchParams): Reply {
  if (application === undefined) {
    return plainText(403, 'This token does not write: /api/put needs a WRITE token of the application.');
  }
  let read;
  try {
    read = readPoints(body);
  } catch (error) {
    if (error instanceof UnreadableBody) {
      return plainText(400, error.message);
    }
    throw error;
  }
  for (const point of read.points) {
    store.put(application, point);
  }
  const status = read.refused.length > 0 ? 400 : 200;
  const counts = { success: read.points.length, failed: read.refused.length };
  if (query.has('details') || query.has('summary')) {
    const summary = query.has('details') ? { ...counts, errors: read.refused } : counts;
    return { status, headers: { 'content-type': 'application/json' }, body: `${JSON.stringify(summary)}\n` };
  }
  if (status === 400) {
    const first = read.refused[0];
    const which = JSON.stringify(first.datapoint);
    return plainText(
      400,
      `${counts.failed} of ${counts.failed + counts.success} points refused. ${first.error}: ${which}. ` +
        'Append ?details to see them all.'
    );
  }
  return { status: 200 };
}
