import { act, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React, { useState } from 'react';
import { of } from 'rxjs';

import { type DataQueryRequest, dateTime, LoadingState, type PanelData } from '@grafana/data';
import { type BackendSrv, type BackendSrvRequest, setBackendSrv } from '@grafana/runtime';

import { documentedServer } from '../../metadata/documentedServer';
import { type OpenTsdbQuery } from '../../query/model';
import { makeDataSource } from '../../test/dataSource';
import { layOut } from '../../test/layout';
import { setVariables } from '../../test/variables';
import { QueryEditor } from './QueryEditor';

layOut();
beforeEach(() => setVariables());

const HOUR = 3_600_000;

const SERVER = { ...documentedServer('opentsdb'), aggregators: ['avg', 'sum'] };

const CPU: OpenTsdbQuery = {
  refId: 'A',
  metric: 'os.cpu',
  aggregator: 'avg',
  filters: [{ tagk: 'host', type: 'wildcard', filter: '*', groupBy: true }],
};

/** What reaches Grafana's server of one run. */
interface Sent {
  from: string;
  to: string;
  queries: OpenTsdbQuery[];
}

/** A panel of the last hour, whose queries run when the editor says so, over the range as it is then. */
async function openPanel(saved: OpenTsdbQuery = CPU, others: OpenTsdbQuery[] = []) {
  const sent: Sent[] = [];
  let now = 10 * HOUR;
  let runs = 0;
  setBackendSrv({
    fetch: ({ url, data }: BackendSrvRequest) => {
      if (url.includes('/resources/')) {
        return of({ data: url.endsWith('/server') ? SERVER : { values: [], complete: true } });
      }
      sent.push(data);
      return of({ data: { results: {} } });
    },
  } as unknown as BackendSrv);
  const datasource = makeDataSource();
  let refresh = () => {};
  const Panel = () => {
    const [query, setQuery] = useState(saved);
    const [data, setData] = useState<PanelData>();
    const run = (changed: OpenTsdbQuery) => {
      runs++;
      const range = { from: dateTime(now - HOUR), to: dateTime(now), raw: { from: 'now-1h', to: 'now' } };
      const request = {
        targets: [changed, ...others],
        range,
        rangeRaw: range.raw,
        scopedVars: {},
        intervalMs: 15_000,
        maxDataPoints: 1000,
      } as unknown as DataQueryRequest<OpenTsdbQuery>;
      datasource.query(request).subscribe();
      setData({ state: LoadingState.Done, series: [], request, timeRange: range });
    };
    refresh = () => run(query);
    const newest = React.useRef(query);
    return (
      <QueryEditor
        datasource={datasource}
        query={query}
        data={data}
        onChange={(changed) => {
          expect(changed).not.toHaveProperty('maxAgeMs');
          newest.current = changed;
          setQuery(changed);
        }}
        onRunQuery={() => run(newest.current)}
      />
    );
  };
  render(<Panel />);
  await userEvent.click(await screen.findByRole('button', { name: 'Options' }));
  act(() => refresh());
  return {
    refresh: () => act(() => refresh()),
    later: (ms: number) => {
      now += ms;
    },
    /** The range and the queries of the newest run. */
    newest: async () => {
      await waitFor(() => expect(sent).toHaveLength(runs));
      return sent[sent.length - 1];
    },
    runs: () => runs,
  };
}

async function choose(picker: string, option: string) {
  await userEvent.click(screen.getByRole('combobox', { name: picker }));
  await userEvent.click(await screen.findByRole('option', { name: new RegExp(`^${option}`) }));
}

const range = ({ from, to }: Sent) => ({ from, to });

it('shows another legend over the range that is shown, whose response the backend has cached', async () => {
  const panel = await openPanel();
  const shown = range(await panel.newest());
  panel.later(30_000);
  await choose('Legend', 'Auto');
  expect(panel.runs()).toBe(2);
  expect(range(await panel.newest())).toEqual(shown);
  expect((await panel.newest()).queries[0]).toMatchObject({ legend: 'auto', maxAgeMs: 600_000 });
  panel.later(30_000);
  await choose('Legend', 'Custom');
  await userEvent.type(screen.getByRole('textbox', { name: 'Alias' }), '$tag_host{Enter}');
  expect(panel.runs()).toBe(3);
  expect(range(await panel.newest())).toEqual(shown);
  expect((await panel.newest()).queries[0]).toMatchObject({ alias: '$tag_host', maxAgeMs: 600_000 });
});

it('shows the same response in another format', async () => {
  const panel = await openPanel();
  const shown = range(await panel.newest());
  panel.later(5_000);
  await choose('Format', 'Table');
  expect(range(await panel.newest())).toEqual(shown);
  expect((await panel.newest()).queries[0]).toMatchObject({ format: 'table', maxAgeMs: 600_000 });
});

it("leaves the panel's other queries as they are shown", async () => {
  const panel = await openPanel(CPU, [{ refId: 'B', metric: 'os.mem' }]);
  const shown = range(await panel.newest());
  panel.later(5_000);
  await choose('Legend', 'Auto');
  expect(range(await panel.newest())).toEqual(shown);
  expect((await panel.newest()).queries).toMatchObject([
    { maxAgeMs: 600_000 },
    { metric: 'os.mem', maxAgeMs: 600_000 },
  ]);
});

it('queries the current range when anything else is changed, and on a refresh', async () => {
  const panel = await openPanel();
  panel.later(5_000);
  await choose('Aggregator', 'sum');
  expect(await panel.newest()).toMatchObject({ to: String(10 * HOUR + 5_000) });
  expect((await panel.newest()).queries[0]).not.toHaveProperty('maxAgeMs');
  panel.later(5_000);
  await choose('Legend', 'Auto');
  expect(await panel.newest()).toMatchObject({ to: String(10 * HOUR + 5_000) });
  panel.later(5_000);
  panel.refresh();
  expect(await panel.newest()).toMatchObject({ to: String(10 * HOUR + 15_000) });
  expect((await panel.newest()).queries[0]).not.toHaveProperty('maxAgeMs');
});

it('queries the current range when so much time has passed that the graph would seem to end early', async () => {
  const panel = await openPanel();
  panel.later(HOUR / 40);
  await choose('Legend', 'Auto');
  expect(await panel.newest()).toMatchObject({ to: String(10 * HOUR + HOUR / 40) });
  expect((await panel.newest()).queries[0]).not.toHaveProperty('maxAgeMs');
});
