import React, { useEffect, useMemo, useState } from 'react';
import { dateTime, rangeUtil, type TimeRange } from '@grafana/data';
import { locationService } from '@grafana/runtime';
import { RefreshPicker, TimeRangePicker } from '@grafana/ui';
import { timeRangeOf, timeRangeParameters, usePageLocation } from '../location';

/** The zone that times are shown in. */
export const timeZone = 'browser';

interface Props {
  range: TimeRange;
  loading: boolean;
  onRefresh: () => void;
}

/** The time range of the address, resolved again only when the address changes or `refresh` does. */
export function useTimeRange(refresh: number): TimeRange {
  const { search } = usePageLocation();
  const [from, to] = [search.get('from'), search.get('to')];
  return useMemo(() => {
    const parameters = new URLSearchParams();
    from && parameters.set('from', from);
    to && parameters.set('to', to);
    return timeRangeOf(parameters, timeZone);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- "now" is another time after a refresh
  }, [from, to, refresh]);
}

/** Grafana's time range and refresh pickers over the address. */
export function TimeControls({ range, loading, onRefresh }: Props) {
  const [interval, setRefreshInterval] = useState('');
  useEffect(() => {
    if (!interval) {
      return;
    }
    const timer = setInterval(onRefresh, rangeUtil.intervalToMs(interval));
    return () => clearInterval(timer);
  }, [interval, onRefresh]);

  const change = (next: TimeRange) => locationService.partial(timeRangeParameters(next));
  const width = range.to.valueOf() - range.from.valueOf();
  const shift = (start: number, end: number) => {
    const from = dateTime(start);
    const to = dateTime(end);
    change({ from, to, raw: { from, to } });
  };
  return (
    <>
      <TimeRangePicker
        value={range}
        timeZone={timeZone}
        onChange={change}
        onChangeTimeZone={() => {}}
        onMoveBackward={() => shift(range.from.valueOf() - width / 2, range.to.valueOf() - width / 2)}
        onMoveForward={() => shift(range.from.valueOf() + width / 2, range.to.valueOf() + width / 2)}
        onZoom={() => shift(range.from.valueOf() - width / 2, range.to.valueOf() + width / 2)}
      />
      <RefreshPicker
        text="Run query"
        primary
        isLoading={loading}
        value={interval}
        onRefresh={onRefresh}
        onIntervalChanged={setRefreshInterval}
      />
    </>
  );
}
