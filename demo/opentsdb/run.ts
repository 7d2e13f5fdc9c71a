import { type Points } from '../store/points';
import { type Series, type Tags } from '../store/series';
import { type Store } from '../store/store';
import { type Aggregate, aggregate } from './aggregation';
import { AGGREGATORS } from './aggregators';
import { downsample, type Ranges, type Samples } from './downsample';
import { TsdbError } from './errors';
import { ALL, sortedSeries, sortedTags, tsuidOf, uidOf } from './names';
import { LARGEST_LONG, rateOf } from './rate';
import { type TagFilter } from './filters';
import { type CheckedQuery } from './request';
import { type Abilities } from './versions';

type CheckedSubQuery = CheckedQuery['checked'][number];

/** One series of a response. */
export interface Result {
  query: CheckedSubQuery;
  metric: string;
  tags: Tags;
  aggregateTags: string[];
  tsuids: string[];
  points(): Generator<Aggregate>;
}

const HOUR_MS = 3_600_000;

/** Points are stored in rows of an hour, and read in whole rows. */
export function rangesOf(query: CheckedQuery, sub: CheckedSubQuery): Ranges {
  const interval = sub.downsampling?.interval ?? 0;
  const start = Math.trunc(query.startMs / 1000) * 1000;
  // The real server intends to round fractions of a second up, but adds a second to every end.
  const end = (Math.trunc(query.endMs / 1000) + 1) * 1000;
  const alignedStart = interval > 0 ? start - Math.trunc((start % interval) / 1000) * 1000 : start;
  const scanStart = alignedStart - (alignedStart % HOUR_MS);
  let scanEnd: number;
  if (interval > 0) {
    const alignedEnd = end + Math.trunc((interval - (end % interval)) / 1000) * 1000;
    scanEnd = Math.ceil(alignedEnd / HOUR_MS) * HOUR_MS;
  } else {
    scanEnd = end + (HOUR_MS - (end % HOUR_MS));
  }
  return { start: query.startMs, end: query.endMs, scanStart, scanEnd };
}

/** The series that a sub-query selects by its metric or tsuids and its filters, in the order of their ids. */
export function pick(store: Store, sub: CheckedSubQuery, abilities: Abilities): Series[] {
  if (sub.tsuids.length > 0) {
    const wanted = new Set(sub.tsuids.map((tsuid) => tsuid.toUpperCase()));
    return sortedSeries(
      store,
      store.allSeries(ALL).filter((series) => wanted.has(tsuidOf(store, series)))
    );
  }
  const metric = sub.metric ?? '';
  uidOf(store, 'metrics', metric);
  for (const { tagk, literals } of sub.filters) {
    uidOf(store, 'tagk', tagk);
    for (const literal of literals ?? []) {
      uidOf(store, 'tagv', literal);
    }
  }
  const explicit = abilities.explicitTags && sub.explicitTags && sub.filters.length > 0;
  const explicitKeys = explicit ? new Set(sub.filters.map(({ tagk }) => tagk)) : null;
  const selected = selectionOf(store, sub.filters);
  const picked = store
    .series(ALL, metric)
    .filter(
      ({ tags }) =>
        selected(tags) &&
        (!explicitKeys ||
          (Object.keys(tags).length === explicitKeys.size && Object.keys(tags).every((key) => explicitKeys.has(key))))
    );
  return sortedSeries(store, picked);
}

/** Points as the release's storage returns them. */
function asStored(points: Points, { singlePrecision }: Abilities): Points {
  return singlePrecision
    ? { ...points, values: points.values.map((value, i) => (points.integers[i] === 1 ? value : Math.fround(value))) }
    : points;
}

/**
 * A function that says whether a series is selected. OpenTSDB matches exact values while it reads rows, and checks the other
 * filters afterwards. For the key with the lowest uid, it matches the union of the exact values of all filters; for any other
 * key, only those of the last filter, ignoring earlier ones.
 */
function selectionOf(store: Store, filters: TagFilter[]): (tags: Tags) => boolean {
  const uid = ({ tagk }: TagFilter) => store.uids.tagks.get(tagk) ?? 0;
  const first = Math.min(...filters.map(uid));
  const checks = filters
    .filter(
      (filter, i) =>
        filter.literals === undefined ||
        uid(filter) === first ||
        !filters.slice(i + 1).some(({ tagk }) => tagk === filter.tagk)
    )
    .map((filter, _, all) => {
      const together =
        filter.literals === undefined
          ? [filter]
          : all.filter(({ tagk, literals }) => literals !== undefined && tagk === filter.tagk);
      return (tags: Tags) => together.some((one) => one.matches(tags));
    });
  return (tags) => checks.every((check) => check(tags));
}

interface Span {
  series: Series;
  points: Points;
}

/** Runs one sub-query. */
export function run(
  store: Store,
  query: CheckedQuery,
  sub: CheckedSubQuery,
  maxDataPoints: number,
  abilities: Abilities
): Result[] {
  const ranges = rangesOf(query, sub);
  let fetched = 0;
  const spans = pick(store, sub, abilities)
    .map((series) => {
      const points = asStored(series.range(ranges.scanStart, ranges.scanEnd - 1), abilities);
      fetched += points.times.length;
      if (maxDataPoints > 0 && fetched > maxDataPoints) {
        throw new TsdbError(
          `Sorry, you have attempted to fetch more than our limit of ${maxDataPoints} data points. ` +
            'Please try filtering using more tags or decrease your time range.',
          413
        );
      }
      return { series, points };
    })
    .filter(({ points }) => points.times.length > 0);
  if (abilities.percentiles && sub.percentiles && sub.percentiles.length > 0) {
    return [];
  }
  return groupsOf(store, sub, spans).map((group) => resultOf(store, query, sub, ranges, group));
}

function groupsOf(store: Store, sub: CheckedSubQuery, spans: Span[]): Span[][] {
  if (sub.aggregator === 'none') {
    return spans.map((span) => [span]);
  }
  const { tagks, tagvs } = store.uids;
  const keys = [...new Set(sub.filters.filter(({ groupBy }) => groupBy).map(({ tagk }) => tagk))];
  keys.sort((a, b) => (tagks.get(a) ?? 0) - (tagks.get(b) ?? 0));
  const groups = new Map<string, Span[]>();
  for (const span of spans) {
    const values = keys.map((key) => span.series.tags[key]);
    if (values.some((value) => value === undefined)) {
      continue;
    }
    const id = values.map((value) => String(tagvs.get(value)).padStart(8, '0')).join('');
    const group = groups.get(id);
    if (group) {
      group.push(span);
    } else {
      groups.set(id, [span]);
    }
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, group]) => group);
}

function resultOf(store: Store, query: CheckedQuery, sub: CheckedSubQuery, ranges: Ranges, group: Span[]): Result {
  const { tags, aggregateTags } = tagsOf(store, group);
  return {
    query: sub,
    metric: group[0].series.metric,
    tags,
    aggregateTags,
    tsuids: group.map(({ series }) => tsuidOf(store, series)).sort(),
    *points() {
      const aggregator = AGGREGATORS.get(sub.aggregator ?? '');
      if (!aggregator) {
        return;
      }
      const samples = group.map(({ points }) => prepare(points, sub, ranges));
      for (const point of aggregate(samples, aggregator, sub.rate, ranges.scanStart, ranges.scanEnd)) {
        if (point.time >= query.startMs && point.time <= query.endMs) {
          yield point;
        }
      }
    },
  };
}

const PLAIN_RATE = { counter: false, counterMax: LARGEST_LONG, resetValue: 0, dropResets: false };

function prepare(points: Points, sub: CheckedSubQuery, ranges: Ranges): Samples {
  const samples: Samples = sub.downsampling ? downsample(points, sub.downsampling, ranges) : points;
  return sub.rate ? rateOf(samples, sub.rateOptions ?? PLAIN_RATE) : samples;
}

/** The tags that all series of a group share, and the keys of the others. */
function tagsOf(store: Store, group: Span[]): { tags: Tags; aggregateTags: string[] } {
  const shared = new Map<string, string>();
  const differing = new Set<string>();
  for (const { series } of group) {
    for (const [tagk, tagv] of Object.entries(series.tags)) {
      const known = shared.get(tagk);
      if (known === undefined && !differing.has(tagk)) {
        shared.set(tagk, tagv);
      } else if (known !== tagv) {
        differing.add(tagk);
        shared.delete(tagk);
      }
    }
  }
  const byUid = (keys: Iterable<string>) =>
    sortedTags(store, Object.fromEntries([...keys].map((key) => [key, '']))).map(([key]) => key);
  return { tags: Object.fromEntries(sortedTags(store, Object.fromEntries(shared))), aggregateTags: byUid(differing) };
}
