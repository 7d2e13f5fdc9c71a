import { useSyncExternalStore } from 'react';
import { dateTimeForTimeZone, rangeUtil, type RawTimeRange, type TimeRange } from '@grafana/data';
import { locationService } from '@grafana/runtime';

function subscribe(onChange: () => void): () => void {
  const subscription = locationService.getLocationObservable().subscribe(onChange);
  return () => subscription.unsubscribe();
}

/** The page's address; the component renders again when it changes. */
export function usePageLocation(): { pathname: string; search: URLSearchParams } {
  const location = useSyncExternalStore(subscribe, locationService.getLocation);
  return { pathname: location.pathname, search: new URLSearchParams(location.search) };
}

/** The time range in the address: `from` and `to`, relative or ms since the epoch; the last hour when it names none. */
export function timeRangeOf(search: URLSearchParams, timeZone: string): TimeRange {
  const raw: RawTimeRange = {
    from: end(search.get('from'), timeZone) ?? 'now-1h',
    to: end(search.get('to'), timeZone) ?? 'now',
  };
  return rangeUtil.convertRawToRange(raw, timeZone);
}

function end(text: string | null, timeZone: string) {
  if (!text) {
    return undefined;
  }
  return /^\d+$/.test(text) ? dateTimeForTimeZone(timeZone, Number(text)) : text;
}

/** The two ends as they stand in the address. */
export function timeRangeParameters({ raw }: TimeRange): { from: string; to: string } {
  const write = (value: RawTimeRange['from']) => (typeof value === 'string' ? value : String(value.valueOf()));
  return { from: write(raw.from), to: write(raw.to) };
}
