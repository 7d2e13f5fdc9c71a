import React, { useCallback, useEffect, useRef, useState } from 'react';
import { type AdHocVariableFilter, CoreApp, type DataQuery, LoadingState } from '@grafana/data';
import { getTemplateSrv, locationService } from '@grafana/runtime';
import { Button } from '@grafana/ui';
import { useDataSource, useVariables } from '../context';
import { AdhocFilters } from '../parts/AdhocFilters';
import { DataSourceSelect } from '../parts/DataSourceSelect';
import { FrameTable } from '../parts/FrameTable';
import { GraphPanel } from '../parts/GraphPanel';
import { Inspector } from '../parts/Inspector';
import { QueryRow } from '../parts/QueryRow';
import { TimeControls, timeZone, useTimeRange } from '../parts/TimeControls';
import { Spacer, Toolbar } from '../parts/Toolbar';
import { useWidth } from '../parts/useWidth';
import { VariableSelects } from '../parts/VariableSelects';
import { makeRequest, nextRefId } from '../query/request';
import { useQueryRunner } from '../query/useQueryRunner';

/** The queries in the address, as a link to Explore carries them. */
function queriesOfAddress(): DataQuery[] {
  const text = locationService.getSearch().get('queries');
  if (!text) {
    return [];
  }
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return [];
  }
}

/** Queries, a time range, and what they bring: graph, table, and the requests behind them. */
export function ExplorePage({ uid }: { uid: string }) {
  const dataSource = useDataSource(uid);
  const variables = useVariables();
  const [queries, setQueries] = useState<DataQuery[]>(queriesOfAddress);
  const [filters, setFilters] = useState<AdHocVariableFilter[]>([]);
  const [refresh, setRefresh] = useState(0);
  const range = useTimeRange(refresh);
  const [ref, width] = useWidth<HTMLDivElement>();
  const { data, run } = useQueryRunner();
  const latest = useRef(queries);

  const newQuery = useCallback(
    (others: DataQuery[]): DataQuery => ({
      ...dataSource?.getDefaultQuery?.(CoreApp.Explore),
      refId: nextRefId(others),
    }),
    [dataSource]
  );
  useEffect(() => {
    if (dataSource) {
      setQueries((now) => (now.length > 0 ? now : [newQuery([])]));
    }
  }, [dataSource, newQuery]);

  const change = (next: DataQuery[]) => {
    // An editor changes its query and runs it in one go, before the page has rendered the change.
    latest.current = next;
    setQueries(next);
  };
  const onRefresh = useCallback(() => setRefresh((count) => count + 1), []);

  const known = width > 0;
  useEffect(() => {
    if (!dataSource || !known) {
      return;
    }
    getTemplateSrv().updateTimeRange(range);
    const asked = latest.current;
    locationService.partial({ queries: asked.length > 0 ? JSON.stringify(asked) : undefined }, true);
    run(
      dataSource,
      makeRequest({ app: CoreApp.Explore, dataSource, queries: asked, range, timeZone, maxDataPoints: width, filters })
    );
    // eslint-disable-next-line react-hooks/exhaustive-deps -- a new width alone is no reason to ask again
  }, [dataSource, range, variables, filters, known, run]);
  useEffect(() => {
    latest.current = queries;
  }, [queries]);

  return (
    <>
      <Toolbar>
        <DataSourceSelect uid={uid} />
        <VariableSelects />
        {dataSource?.getTagKeys && (
          <AdhocFilters dataSource={dataSource} range={range} filters={filters} onChange={setFilters} />
        )}
        <Spacer />
        <TimeControls range={range} loading={data?.state === LoadingState.Loading} onRefresh={onRefresh} />
      </Toolbar>
      {dataSource &&
        queries.map((query, index) => (
          <QueryRow
            key={query.refId}
            app={CoreApp.Explore}
            dataSource={dataSource}
            query={query}
            queries={queries}
            data={data}
            range={range}
            onChange={(changed) => change(latest.current.map((one, at) => (at === index ? changed : one)))}
            onRunQuery={onRefresh}
            onAddQuery={(added) => change([...latest.current, { ...added, refId: nextRefId(latest.current) }])}
            onRemove={
              queries.length > 1
                ? () => {
                    change(latest.current.filter((_, at) => at !== index));
                    onRefresh();
                  }
                : undefined
            }
          />
        ))}
      <div ref={ref}>
        <Button variant="secondary" icon="plus" onClick={() => change([...queries, newQuery(queries)])}>
          Add query
        </Button>
      </div>
      <GraphPanel title="Graph" data={data} range={range} />
      <FrameTable
        data={data}
        onFilter={({ key, value, operator }, refId) => {
          const type = operator === '=' ? 'ADD_FILTER' : 'ADD_FILTER_OUT';
          const filtered = (query: DataQuery) =>
            query.refId === refId
              ? (dataSource?.modifyQuery?.(query, { type, options: { key, value } }) ?? query)
              : query;
          change(latest.current.map(filtered));
          onRefresh();
        }}
      />
      <Inspector data={data} />
    </>
  );
}
