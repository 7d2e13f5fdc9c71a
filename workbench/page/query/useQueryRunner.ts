import { useCallback, useEffect, useRef, useState } from 'react';
import { type Subscription } from 'rxjs';
import { type DataQueryRequest, type DataSourceApi, LoadingState, type PanelData } from '@grafana/data';
import { runRequest } from './runRequest';

/** Runs requests one after the other: a newer one cancels the one before. The last data stays until new data is there. */
export function useQueryRunner() {
  const [data, setData] = useState<PanelData>();
  const subscription = useRef<Subscription>(undefined);
  useEffect(() => () => subscription.current?.unsubscribe(), []);
  const run = useCallback((dataSource: DataSourceApi, request: DataQueryRequest) => {
    subscription.current?.unsubscribe();
    subscription.current = runRequest(dataSource, request).subscribe((next) =>
      setData((last) => (next.state === LoadingState.Loading && last ? { ...last, state: LoadingState.Loading } : next))
    );
  }, []);
  return { data, run };
}
