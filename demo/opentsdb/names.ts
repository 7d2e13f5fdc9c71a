import { type Series, type Tags } from '../store/series';
import { type Store } from '../store/store';
import { uidText } from '../store/uids';
import { noSuchName, TsdbError } from './errors';

/** The only application: OpenTSDB has none. */
export const ALL = '';

/** The uid of a name, or OpenTSDB's error. */
export function uidOf(store: Store, kind: 'metrics' | 'tagk' | 'tagv', name: string): number {
  const uids = kind === 'metrics' ? store.uids.metrics : kind === 'tagk' ? store.uids.tagks : store.uids.tagvs;
  if (name === '') {
    throw new TsdbError('Missing UID name', 400, 'Missing UID name');
  }
  const uid = uids.get(name);
  if (uid === undefined) {
    throw noSuchName(kind, name);
  }
  return uid;
}

/** Tags in OpenTSDB's order: by the uid of their key. */
export function sortedTags(store: Store, tags: Tags): Array<[string, string]> {
  const { tagks } = store.uids;
  return Object.entries(tags).sort(([a], [b]) => (tagks.get(a) ?? 0) - (tagks.get(b) ?? 0));
}

/** The id of a series: the uids of its metric and of its tags. Series are sorted by it. */
export function tsuidOf(store: Store, series: Series): string {
  const { metrics, tagks, tagvs } = store.uids;
  const pairs = sortedTags(store, series.tags).map(
    ([tagk, tagv]) => uidText(tagks.get(tagk) ?? 0) + uidText(tagvs.get(tagv) ?? 0)
  );
  return uidText(metrics.get(series.metric) ?? 0) + pairs.join('');
}

/** Series in the order of their ids. */
export function sortedSeries(store: Store, series: Series[]): Series[] {
  return series
    .map((one) => ({ one, id: tsuidOf(store, one) }))
    .sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
    .map(({ one }) => one);
}
