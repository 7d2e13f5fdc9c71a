import { act, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React, { useEffect, useState } from 'react';

import { LoadingState, type PanelData } from '@grafana/data';

import { documentedServer } from '../../metadata/documentedServer';
import { type Server } from '../../metadata/types';
import { type OpenTsdbQuery } from '../../query/model';
import { type OpenTsdbOptions } from '../../settings/types';
import { violationsIn } from '../../test/accessibility';
import { respondToRequests, Failure, type Request } from '../../test/backend';
import { makeDataSource } from '../../test/dataSource';
import { layOut } from '../../test/layout';
import { setVariables } from '../../test/variables';
import { HeaderRow } from './HeaderRow';
import { QueryEditor } from './QueryEditor';

layOut();
beforeEach(() => setVariables());

const OVH: Server = {
  ...documentedServer('ovh'),
  name: 'gra1',
  aggregators: ['avg', 'max', 'sum', 'zimsum'],
  downsampleAggregators: ['avg', 'max'],
  filterTypes: [
    { type: 'literal_or', support: 'native' },
    { type: 'wildcard', support: 'native' },
    { type: 'regexp', support: 'native' },
    { type: 'not_key', support: 'refused', note: 'gra1 cannot ask for absent tags' },
  ],
  fillPolicies: [
    { policy: 'gaps', support: 'native' },
    { policy: 'none', support: 'native', note: 'gra1 invents points' },
    { policy: 'null', support: 'refused', note: 'gra1 has no null' },
  ],
};

const METRICS = ['sys.cpu.system', 'sys.cpu.user', 'sys.mem.free'];

/** The backend, for the two tags of `sys.cpu.user`. */
function responses(path: string, params: Record<string, string>): unknown {
  const names = (values: string[]) => ({ values: values.filter((v) => v.includes(params.q ?? '')), complete: true });
  switch (path) {
    case 'server':
      return OVH;
    case 'metrics':
      return names(METRICS);
    case 'tag-keys':
      return names(['dc', 'host']);
    case 'tag-values':
      return names(params.key === 'host' ? ['db01', 'web01', 'web02'] : ['bhs', 'gra']);
    default:
      return undefined;
  }
}

interface Opened {
  query: () => OpenTsdbQuery;
  onRunQuery: jest.Mock;
  requests: Request[];
  /** Hands the last change back. */
  handBack: () => void;
}

interface Options {
  backend?: typeof responses;
  jsonData?: OpenTsdbOptions;
  data?: Partial<PanelData>;
  /** Renders again without a change, and saves the change only when told to, as Explore does. */
  handsBackLater?: boolean;
}

/** Opens the editor on a saved query, keeping changes as Grafana does, and waits for the responses to its first requests. */
async function open(
  saved: Partial<OpenTsdbQuery> = {},
  { backend = responses, jsonData, data, handsBackLater }: Options = {}
): Promise<Opened> {
  const requests = respondToRequests(backend);
  const datasource = makeDataSource(jsonData);
  const onRunQuery = jest.fn();
  let handBack = () => {};
  let query: OpenTsdbQuery = Object.freeze({ refId: 'A', ...saved });
  const Page = () => {
    const [current, setCurrent] = useState(query);
    const [, redraw] = useState({});
    useEffect(() => {
      query = current;
    });
    return (
      <QueryEditor
        datasource={datasource}
        query={current}
        onChange={(changed) => {
          handBack = () => setCurrent(Object.freeze(changed));
          if (!handsBackLater) {
            handBack();
          }
          redraw({});
        }}
        onRunQuery={onRunQuery}
        data={data as PanelData}
      />
    );
  };
  await act(async () => render(<Page />));
  return { query: () => query, onRunQuery, requests, handBack: () => act(() => handBack()) };
}

/** Opens the collapsed options. */
const openOptions = () => userEvent.click(screen.getByRole('button', { name: 'Options' }));

const picker = (name: string | RegExp) => screen.getByRole('combobox', { name });

async function pick(name: string | RegExp, option: string | RegExp) {
  if (picker(name).getAttribute('aria-expanded') !== 'true') {
    await userEvent.click(picker(name));
  }
  await userEvent.click(await screen.findByRole('option', { name: option }));
}

const asked = (requests: Request[], path: string) => requests.filter((request) => request.path === path);

describe('the editor', () => {
  it('writes nothing and runs nothing when it only opens', async () => {
    const saved = { metric: 'm', downsampleInterval: '0.5s', tags: { host: '*' } };
    const { query, onRunQuery } = await open(saved);
    await waitFor(() => expect(picker('Aggregator')).toHaveValue('avg'));
    expect(query()).toEqual({ refId: 'A', ...saved });
    expect(onRunQuery).not.toHaveBeenCalled();
  });

  it('leaves gaps in a new query, and saves that with the first choice', async () => {
    const { query } = await open({ queryType: 'timeseries' });
    await openOptions();
    expect(picker('Fill policy')).toHaveValue('Leave gaps');
    expect(query()).toEqual({ refId: 'A', queryType: 'timeseries' });
    await userEvent.type(picker('Metric'), 'm{Enter}');
    expect(query()).toMatchObject({
      metric: 'm',
      aggregator: 'avg',
      downsampleFillPolicy: 'gaps',
      legend: 'auto',
    });
  });

  it('leaves a query that was saved without a fill policy as it is', async () => {
    const { query } = await open({ metric: 'm' });
    await openOptions();
    expect(picker('Legend')).toHaveValue('Verbose');
    expect(picker('Fill policy')).not.toHaveValue('Leave gaps');
    await pick('Aggregator', /^sum/);
    expect(query()).toEqual({ refId: 'A', metric: 'm', aggregator: 'sum' });
  });

  it('keeps the fields it has no control for', async () => {
    const { query } = await open({ metric: 'm', percentiles: [99], rollupUsage: 'ROLLUP_RAW' });
    await pick('Aggregator', /^sum/);
    expect(query()).toMatchObject({ percentiles: [99], rollupUsage: 'ROLLUP_RAW', aggregator: 'sum' });
  });

  it("offers all of OpenTSDB, and says why, when the server's abilities are unknown", async () => {
    await open(
      {},
      { backend: (path, params) => (path === 'server' ? new Failure(502, 'gra1 is down.') : responses(path, params)) }
    );
    expect(await screen.findByText(/gra1 is down\./)).toBeInTheDocument();
    await userEvent.click(picker('Aggregator'));
    expect(await screen.findByRole('option', { name: /^mimmax/ })).toBeInTheDocument();
  });

  it("asks again for the server's abilities once a query has run", async () => {
    let isDown = true;
    const requests = respondToRequests((path, params) =>
      isDown ? new Failure(502, 'gra1 is down.') : responses(path, params)
    );
    const datasource = makeDataSource();
    const editor = (series: PanelData['series']) => (
      <QueryEditor
        datasource={datasource}
        query={{ refId: 'A', metric: 'm' }}
        onChange={jest.fn()}
        onRunQuery={jest.fn()}
        data={{ state: LoadingState.Done, series } as PanelData}
      />
    );
    const before: PanelData['series'] = [];
    const { rerender } = render(editor(before));
    expect(await screen.findByText(/all features of OpenTSDB are offered/)).toBeInTheDocument();
    rerender(editor(before));
    expect(asked(requests, 'server')).toHaveLength(1);
    isDown = false;
    rerender(editor([]));
    await waitFor(() => expect(screen.queryByText(/all features of OpenTSDB are offered/)).not.toBeInTheDocument());
    rerender(editor([]));
    expect(asked(requests, 'server')).toHaveLength(2);
  });

  it('leaves the error to Grafana where the query has failed with the same one', async () => {
    await open(
      { metric: 'm' },
      {
        backend: () => new Failure(502, 'gra1 is down.'),
        data: { state: LoadingState.Error, series: [], errors: [{ message: 'gra1 is down.' }] },
      }
    );
    expect(await screen.findByText(/all features of OpenTSDB are offered\.$/)).toBeInTheDocument();
  });
});

describe('the metric', () => {
  it('is suggested as one types, asking once when typing pauses', async () => {
    const { query, onRunQuery, requests } = await open();
    await userEvent.type(picker('Metric'), 'cpu');
    await userEvent.click(await screen.findByRole('option', { name: 'sys.cpu.user' }));
    expect(query().metric).toBe('sys.cpu.user');
    expect(onRunQuery).toHaveBeenCalledTimes(1);
    expect(asked(requests, 'metrics').length).toBeLessThanOrEqual(2);
    expect(asked(requests, 'metrics').at(-1)?.params).toEqual({ q: 'cpu' });
  });

  it('may be typed by hand, with the keyboard', async () => {
    const { query, onRunQuery } = await open();
    // Past the query type, the patterns and the editor's mode.
    await userEvent.tab();
    await userEvent.tab();
    await userEvent.tab();
    await userEvent.tab();
    expect(picker('Metric')).toHaveFocus();
    await userEvent.keyboard('no.such.metric{Enter}');
    expect(query().metric).toBe('no.such.metric');
    expect(onRunQuery).toHaveBeenCalledTimes(1);
  });

  it('is the one typed when it is also the beginning of others', async () => {
    const { query } = await open(
      {},
      { backend: (path) => (path === 'metrics' ? { values: ['cpu.a', 'cpu'], complete: true } : OVH) }
    );
    await userEvent.type(picker('Metric'), 'cpu');
    expect(await screen.findByRole('option', { name: 'cpu.a' })).toBeInTheDocument();
    await userEvent.keyboard('{Enter}');
    expect(query().metric).toBe('cpu');
  });

  it("can be typed while suggestions fail, and the server's sentence is shown", async () => {
    const sentence = 'gra1 rejected the token (403). Is it a READ token?';
    const { query } = await open({}, { backend: () => new Failure(502, sentence) });
    await userEvent.type(picker('Metric'), 'sys.cpu');
    expect(await screen.findByText(sentence)).toBeInTheDocument();
    await userEvent.keyboard('{Enter}');
    expect(query().metric).toBe('sys.cpu');
  });

  it('says once why neither it nor the tags to group by can be listed, until they can', async () => {
    let isDown = true;
    const backend: typeof responses = (path, params) =>
      isDown && path !== 'server' ? new Failure(502, 'gra1 is down.') : responses(path, params);
    await open({ metric: 'm' }, { backend });
    await userEvent.click(picker('Group by'));
    expect(await screen.findByText('gra1 is down.')).toBeInTheDocument();
    await userEvent.click(picker('Metric'));
    expect(await screen.findByText('No options found.')).toBeInTheDocument();
    expect(screen.getAllByText('gra1 is down.')).toHaveLength(1);
    isDown = false;
    await userEvent.click(picker('Group by'));
    expect(screen.getByText('gra1 is down.')).toBeInTheDocument();
    await userEvent.type(picker('Metric'), 'sys');
    await waitFor(() => expect(screen.queryByText('gra1 is down.')).not.toBeInTheDocument());
  });

  it('can be typed while suggestions never come', async () => {
    const { query } = await open({}, { backend: () => undefined });
    await userEvent.type(picker('Metric'), 'sys.cpu{Enter}');
    expect(query().metric).toBe('sys.cpu');
  });

  it('says when there are more than are shown', async () => {
    await open({}, { backend: (path) => (path === 'metrics' ? { values: METRICS, complete: false } : OVH) });
    await userEvent.click(picker('Metric'));
    expect(await screen.findByText('There are more. Type to narrow the list')).toBeInTheDocument();
  });

  it('may be a dashboard variable', async () => {
    setVariables({ name: 'metric', value: 'sys.cpu.user' });
    const { query } = await open();
    await pick('Metric', /\$metric/);
    expect(query().metric).toBe('$metric');
  });
});

describe('the aggregator', () => {
  it('is the average when nothing is saved', async () => {
    await open({ metric: 'm' });
    expect(picker('Aggregator')).toHaveValue('avg');
  });

  it('says what each does, and offers those of the server', async () => {
    await open({ metric: 'm' });
    await userEvent.click(picker('Aggregator'));
    expect(await screen.findByRole('option', { name: /zimsum.*nothing interpolated/ })).toBeInTheDocument();
    expect(screen.queryByRole('option', { name: /^mimmax/ })).not.toBeInTheDocument();
  });

  it('is flagged, and stays, when the server does not support it', async () => {
    const { query } = await open({ metric: 'm', aggregator: 'median' });
    expect(await screen.findByText('Aggregator: gra1 has no aggregator "median"')).toBeInTheDocument();
    expect(picker('Aggregator')).toHaveValue('median');
    expect(query().aggregator).toBe('median');
  });
});

describe('filters', () => {
  it('are added with key and values suggested within the metric, and run once complete', async () => {
    const dc = { tagk: 'dc', type: 'literal_or', filter: 'gra', groupBy: false };
    const { query, onRunQuery, requests } = await open({ metric: 'sys.cpu.user', filters: [dc] });
    await userEvent.click(screen.getByRole('button', { name: 'Add filter' }));
    await pick('Tag key of filter 2', 'host');
    expect(query().filters).toEqual([dc]);
    expect(onRunQuery).not.toHaveBeenCalled();
    await userEvent.type(picker('Value of filter 2'), 'web');
    await userEvent.click(await screen.findByRole('option', { name: 'web02' }));
    expect(query().filters).toEqual([dc, { tagk: 'host', type: 'literal_or', filter: 'web02', groupBy: false }]);
    expect(onRunQuery).toHaveBeenCalledTimes(1);
    const within = { metric: 'sys.cpu.user', filters: JSON.stringify([dc]) };
    expect(asked(requests, 'tag-keys').at(-1)?.params).toMatchObject(within);
    expect(asked(requests, 'tag-values').at(-1)?.params).toMatchObject({ ...within, key: 'host', q: 'web' });
  });

  it('take several values as chips, typed ones too', async () => {
    const { query } = await open({
      metric: 'm',
      filters: [{ tagk: 'host', type: 'literal_or', filter: 'a|b', groupBy: false }],
    });
    await userEvent.type(picker('Value of filter 1'), 'c{Enter}d|e');
    await userEvent.tab();
    expect(query().filters?.[0].filter).toBe('a|b|c|d|e');
    await userEvent.click(screen.getByRole('button', { name: 'Remove a' }));
    expect(query().filters?.[0].filter).toBe('b|c|d|e');
  });

  it('keep their position until they are saved', async () => {
    const { query, handBack, onRunQuery } = await open({ metric: 'm' }, { handsBackLater: true });
    await userEvent.click(screen.getByRole('button', { name: 'Add filter' }));
    const key = picker('Tag key of filter 1');
    await pick('Tag key of filter 1', 'host');
    await userEvent.type(picker('Value of filter 1'), 'web01{Enter}');
    expect(key).toBeInTheDocument();
    handBack();
    expect(query().filters).toHaveLength(1);
    expect(picker('Tag key of filter 1')).toBe(key);
    expect(key).toHaveValue('host');
    expect(onRunQuery).toHaveBeenCalledTimes(1);
  });

  it('that are incomplete are not saved, and do not keep the query from running', async () => {
    const { query, onRunQuery } = await open({ metric: 'm' });
    await userEvent.click(screen.getByRole('button', { name: 'Add filter' }));
    await pick('Tag key of filter 1', 'host');
    await pick('Aggregator', /^sum/);
    expect(query()).toEqual({ refId: 'A', metric: 'm', aggregator: 'sum' });
    expect(onRunQuery).toHaveBeenCalledTimes(1);
    expect(picker('Tag key of filter 1')).toHaveValue('host');
    expect(screen.getByText('Enter a value')).toBeInTheDocument();
  });

  it('that were saved incomplete stay until they are edited', async () => {
    const half = { tagk: 'host', type: 'literal_or', filter: '', groupBy: false };
    const { query } = await open({ metric: 'm', filters: [half] });
    await userEvent.click(screen.getByRole('button', { name: 'Add filter' }));
    expect(query().filters).toEqual([half]);
  });

  it('that were saved empty are ignored, and incomplete ones are marked', async () => {
    const empty = { tagk: '', type: 'literal_or', filter: '', groupBy: false };
    const { query, onRunQuery } = await open({ metric: 'm', filters: [empty, { ...empty, tagk: 'host' }] });
    expect(screen.getByText('Enter a value')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Remove filter 2' }));
    await pick('Aggregator', /^sum/);
    expect(query()).toMatchObject({ aggregator: 'sum' });
    expect(onRunQuery).toHaveBeenCalled();
  });

  it('move the focus to the key, to the value, and back to the button', async () => {
    await open({ metric: 'sys.cpu.user' });
    const add = screen.getByRole('button', { name: 'Add filter' });
    act(() => add.focus());
    await userEvent.keyboard('{Enter}');
    expect(picker('Tag key of filter 1')).toHaveFocus();
    await userEvent.click(await screen.findByRole('option', { name: 'host' }));
    await waitFor(() => expect(picker('Value of filter 1')).toHaveFocus());
    expect(await screen.findByRole('option', { name: 'web01' })).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Remove filter 1' }));
    expect(add).toHaveFocus();
  });

  it('keep a typed value on a click elsewhere', async () => {
    const { query } = await open({
      metric: 'm',
      filters: [{ tagk: 'host', type: 'literal_or', filter: 'a', groupBy: false }],
    });
    await userEvent.type(picker('Value of filter 1'), 'b');
    await userEvent.click(screen.getByText('Filters'));
    expect(query().filters?.[0].filter).toBe('a|b');
  });

  it('are changed and removed', async () => {
    const host = { tagk: 'host', type: 'literal_or', filter: 'web01', groupBy: false };
    const { query } = await open({ metric: 'm', filters: [host, { ...host, tagk: 'dc' }] });
    await pick('Operator of filter 1', /matches regexp/);
    expect(query().filters?.[0]).toEqual({ ...host, type: 'regexp', filter: '^web01$' });
    const value = screen.getByRole('textbox', { name: 'Value of filter 1' });
    await userEvent.clear(value);
    await userEvent.type(value, 'web[[0-9]+{Enter}');
    expect(query().filters?.[0].filter).toBe('web[0-9]+');
    await userEvent.click(screen.getByRole('button', { name: 'Remove filter 1' }));
    expect(query().filters).toEqual([{ ...host, tagk: 'dc' }]);
  });

  it('offer the operators that the server supports, by label and OpenTSDB type', async () => {
    await open({ metric: 'm', filters: [{ tagk: 'host', type: 'literal_or', filter: 'a', groupBy: false }] });
    await userEvent.click(picker('Operator of filter 1'));
    expect(await screen.findByRole('option', { name: /is one of.*literal_or/ })).toBeInTheDocument();
    expect(screen.queryByRole('option', { name: /is absent/ })).not.toBeInTheDocument();
  });

  it('are flagged when the server refuses their type', async () => {
    await open({ metric: 'm', filters: [{ tagk: 'host', type: 'not_key', filter: '', groupBy: false }] });
    expect(await screen.findByText(/gra1 cannot ask for absent tags/)).toBeInTheDocument();
  });

  it('of the older form are shown, and stay in that form while it can express them', async () => {
    const { query } = await open({ metric: 'm', tags: { host: 'web01|web02' } });
    await userEvent.type(picker('Value of filter 1'), 'db01{Enter}');
    expect(query().tags).toEqual({ host: 'web01|web02|db01' });
    await userEvent.click(within(group('Group by')).getByRole('button', { name: 'Remove host' }));
    expect(query().tags).toEqual({});
    expect(query().filters).toEqual([{ tagk: 'host', type: 'literal_or', filter: 'web01|web02|db01', groupBy: false }]);
  });
});

/** The field that a picker of several values is in, with its chips. */
const group = (name: string) => picker(name).parentElement!;

describe('group by', () => {
  it('takes tag keys of the metric in one step, and saves each as a filter on every value', async () => {
    const dc = { tagk: 'dc', type: 'literal_or', filter: 'gra', groupBy: false };
    const { query, onRunQuery, requests } = await open({ metric: 'sys.cpu.user', filters: [dc] });
    await pick('Group by', 'host');
    expect(query().filters).toEqual([{ tagk: 'host', type: 'wildcard', filter: '*', groupBy: true }, dc]);
    expect(onRunQuery).toHaveBeenCalledTimes(1);
    expect(asked(requests, 'tag-keys').at(-1)?.params).toEqual({
      metric: 'sys.cpu.user',
      filters: JSON.stringify([dc]),
    });
    await userEvent.click(screen.getByRole('option', { name: 'dc' }));
    expect(query().filters?.[1]).toEqual({ ...dc, groupBy: true });
    await userEvent.click(within(group('Group by')).getByRole('button', { name: 'Remove host' }));
    expect(query().filters).toEqual([{ ...dc, groupBy: true }]);
  });

  it.each<Partial<OpenTsdbQuery>>([
    { tags: { host: '*' } },
    { filters: [{ tagk: 'host', type: 'wildcard', filter: '*', groupBy: true }] },
  ])('shows what is grouped by, apart from the filters: %j', async (saved) => {
    await open({ metric: 'm', ...saved });
    expect(within(group('Group by')).getByText('host')).toBeInTheDocument();
    expect(screen.queryByRole('combobox', { name: 'Tag key of filter 1' })).not.toBeInTheDocument();
  });
});

describe('downsampling', () => {
  it('shows the current auto interval', async () => {
    await open({ metric: 'm' }, { data: { series: [], request: { intervalMs: 17_000 } } as unknown as PanelData });
    await openOptions();
    expect(screen.getByRole('radio', { name: 'Auto (20s)' })).toBeChecked();
  });

  it("is never shorter than the data source's min interval", async () => {
    const data = { series: [], request: { intervalMs: 1_000 } } as unknown as PanelData;
    await open({ metric: 'm' }, { data, jsonData: { timeInterval: '1m' } });
    await openOptions();
    expect(screen.getByRole('radio', { name: 'Auto (1m)' })).toBeInTheDocument();
  });

  it('shows the longer interval that the backend used for sparse points', async () => {
    const frame = { refId: 'A', fields: [], length: 0, meta: { custom: { interval: '5m' } } };
    const data = { request: { intervalMs: 1_000 }, series: [frame] } as unknown as Partial<PanelData>;
    await open({ metric: 'm', refId: 'A' }, { data });
    await openOptions();
    expect(screen.getByRole('radio', { name: 'Auto (5m)' })).toBeInTheDocument();
  });

  it('does not show the interval of a fixed query as that of Auto', async () => {
    const fixed = { refId: 'A', metric: 'm', downsampleInterval: '10m' };
    const frame = { refId: 'A', fields: [], length: 0, meta: { custom: { interval: '10m' } } };
    const data = { request: { intervalMs: 15_000, targets: [fixed] }, series: [frame] } as unknown as PanelData;
    await open({ ...fixed, downsampleInterval: '' }, { data });
    await openOptions();
    expect(screen.getByRole('radio', { name: 'Auto (15s)' })).toBeInTheDocument();
  });

  it('takes a fixed interval', async () => {
    const { query, onRunQuery } = await open({ metric: 'm' });
    await openOptions();
    await userEvent.click(screen.getByRole('radio', { name: 'Fixed' }));
    expect(query()).toMatchObject({ disableDownsampling: false, downsampleInterval: '1m' });
    const interval = screen.getByRole('textbox', { name: 'Interval' });
    await userEvent.clear(interval);
    onRunQuery.mockClear();
    await userEvent.type(interval, '5m');
    expect(onRunQuery).not.toHaveBeenCalled();
    await userEvent.tab();
    expect(query().downsampleInterval).toBe('5m');
    expect(onRunQuery).toHaveBeenCalledTimes(1);
  });

  it('does not run an invalid interval, and says so', async () => {
    const { query, onRunQuery } = await open({ metric: 'm', downsampleInterval: '5m' });
    await openOptions();
    const interval = screen.getByRole('textbox', { name: 'Interval' });
    await userEvent.clear(interval);
    await userEvent.type(interval, '5x{Enter}');
    expect(query().downsampleInterval).toBe('5x');
    expect(screen.getByText(/"5x" is not an interval/)).toBeInTheDocument();
    expect(onRunQuery).not.toHaveBeenCalled();
  });

  it('is turned off and on again without losing the interval', async () => {
    const { query } = await open({ metric: 'm', downsampleInterval: '5m' });
    await openOptions();
    await userEvent.click(screen.getByRole('radio', { name: 'Off' }));
    expect(query()).toMatchObject({ disableDownsampling: true, downsampleInterval: '5m' });
    expect(screen.queryByRole('combobox', { name: 'Downsample aggregator' })).not.toBeInTheDocument();
    await userEvent.click(screen.getByRole('radio', { name: 'Fixed' }));
    expect(query()).toMatchObject({ disableDownsampling: false, downsampleInterval: '5m' });
  });

  it('has its own aggregator and fill policy', async () => {
    const { query } = await open({ metric: 'm' });
    await openOptions();
    await pick('Downsample aggregator', /^max/);
    expect(query().downsampleAggregator).toBe('max');
    expect(picker('Fill policy')).toHaveValue('Server default (none)');
    await userEvent.click(picker('Fill policy'));
    expect(await screen.findByRole('option', { name: /gra1 invents points/ })).toBeInTheDocument();
    expect(screen.queryByRole('option', { name: /gra1 has no null/ })).not.toBeInTheDocument();
    await userEvent.click(screen.getByRole('option', { name: /Leave gaps/ }));
    expect(query().downsampleFillPolicy).toBe('gaps');
  });

  it('flags a saved fill policy that the server lacks', async () => {
    await open({ metric: 'm', downsampleFillPolicy: 'null' });
    await openOptions();
    expect(await screen.findByText('Fill policy: gra1 has no null')).toBeInTheDocument();
  });
});

describe('the legend', () => {
  const alias = () => screen.getByRole('textbox', { name: /Alias/ });
  const insert = async (placeholder: string) => {
    await userEvent.click(screen.getByRole('button', { name: 'Insert into the alias' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: placeholder }));
  };

  it('takes names of the query and tags of the metric from a menu, at the caret', async () => {
    const { query, requests } = await open({ metric: 'sys.cpu.user', alias: 'cpu of' });
    await openOptions();
    await userEvent.type(alias(), ' ');
    await insert('$tag_host');
    expect(query().alias).toBe('cpu of$tag_host');
    await userEvent.type(alias(), ', ', { initialSelectionStart: 6, initialSelectionEnd: 6 });
    await insert('$metric');
    expect(query().alias).toBe('cpu of, $metric$tag_host');
    expect(asked(requests, 'tag-keys').map(({ params }) => params)).toEqual([{ metric: 'sys.cpu.user' }]);
  });

  it('takes several in a row, after what is there, and a tag with a dot in braces', async () => {
    const backend: typeof responses = (path, params) =>
      path === 'tag-keys' ? { values: ['host.name'], complete: true } : responses(path, params);
    const { query } = await open({ metric: 'm', alias: 'cpu ' }, { backend });
    await openOptions();
    await insert('${tag_host.name}');
    await insert('$aggregator');
    expect(query().alias).toBe('cpu ${tag_host.name}$aggregator');
  });

  it('takes one by keyboard', async () => {
    const { query } = await open({ metric: 'm' });
    await openOptions();
    await pick('Legend', /Custom/);
    expect(alias()).toHaveFocus();
    await userEvent.tab();
    expect(screen.getByRole('button', { name: 'Insert into the alias' })).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    await screen.findByRole('menuitem', { name: '$tag_dc' });
    await expect(violationsIn(screen.getByRole('menu'))).resolves.toEqual([]);
    await userEvent.keyboard('{ArrowDown}{ArrowDown}{ArrowDown}{Enter}');
    expect(query().alias).toBe('$tag_dc');
  });

  it("offers the query's own names, and says why there are no tags", async () => {
    const backend: typeof responses = (path, params) =>
      path === 'tag-keys' ? new Failure(502, 'gra1 is down.') : responses(path, params);
    await open({ metric: 'm', alias: 'a' }, { backend });
    await openOptions();
    await userEvent.click(screen.getByRole('button', { name: 'Insert into the alias' }));
    expect(await screen.findByText('gra1 is down.')).toBeInTheDocument();
    expect(screen.getByRole('menuitem', { name: '$downsample' })).toBeEnabled();
  });

  it('counts when it is finished', async () => {
    const { query, onRunQuery } = await open({ metric: 'm' });
    await openOptions();
    await pick('Legend', /Custom/);
    await userEvent.type(alias(), '$tag_host');
    expect(onRunQuery).not.toHaveBeenCalled();
    await userEvent.keyboard('{Enter}');
    expect(query().alias).toBe('$tag_host');
    expect(onRunQuery).toHaveBeenCalledTimes(1);
  });

  it('is Auto in a new query, and says so while the options are collapsed', async () => {
    const { query } = await open();
    expect(screen.getByText('Legend: Auto')).toBeInTheDocument();
    await openOptions();
    await userEvent.type(picker('Metric'), 'm{Enter}');
    await pick('Legend', /Verbose/);
    expect(query()).toMatchObject({ legend: 'verbose' });
    await pick('Legend', /Custom/);
    await userEvent.type(alias(), 'cpu{Enter}');
    expect(query()).toMatchObject({ legend: 'verbose', alias: 'cpu' });
    await pick('Legend', /Auto/);
    expect(query()).toMatchObject({ legend: 'auto' });
    expect(query().alias).toBeUndefined();
  });

  it('does not run when an alias that ends with a blank loses the focus', async () => {
    const { query, onRunQuery } = await open({ metric: 'm', alias: 'cpu ' });
    await openOptions();
    await userEvent.click(alias());
    await userEvent.tab();
    expect(query().alias).toBe('cpu ');
    expect(onRunQuery).not.toHaveBeenCalled();
  });
});

it('is accessible: every control has a label, and axe finds no violation', async () => {
  await open({
    metric: 'm',
    shouldComputeRate: true,
    isCounter: true,
    downsampleInterval: '1m',
    filters: [
      { tagk: 'host', type: 'regexp', filter: 'a', groupBy: false },
      { tagk: 'dc', type: 'literal_or', filter: 'a', groupBy: false },
    ],
  });
  await expect(violationsIn(document.body)).resolves.toEqual([]);
  for (const role of ['combobox', 'textbox', 'checkbox', 'radio', 'button'] as const) {
    for (const control of within(document.body).queryAllByRole(role)) {
      expect(control).toHaveAccessibleName();
    }
  }
});

describe('the rate', () => {
  it('shows counter options when they matter', async () => {
    const { query } = await open({ metric: 'm' });
    await openOptions();
    expect(screen.queryByRole('switch', { name: /Counter/ })).not.toBeInTheDocument();
    await userEvent.click(screen.getByRole('switch', { name: 'Rate' }));
    await userEvent.click(screen.getByRole('switch', { name: 'Counter' }));
    expect(query()).toMatchObject({ shouldComputeRate: true, isCounter: true });
    expect(screen.getByRole('switch', { name: 'Drop resets' })).toBeChecked();
    await userEvent.type(screen.getByRole('textbox', { name: 'Counter max' }), '65535{Enter}');
    expect(query().counterMax).toBe(65535);
    expect(screen.getByRole('switch', { name: 'Drop resets' })).not.toBeChecked();
  });

  it('shows numbers that were saved as text, and flags other text', async () => {
    const { onRunQuery } = await open({ metric: 'm', shouldComputeRate: true, isCounter: true, counterMax: '255' });
    await openOptions();
    const max = screen.getByRole('textbox', { name: 'Counter max' });
    expect(max).toHaveValue('255');
    await userEvent.clear(max);
    await userEvent.type(max, 'lots{Enter}');
    expect(screen.getByText('Counter max: "lots" is not a whole number')).toBeInTheDocument();
    expect(onRunQuery).not.toHaveBeenCalled();
  });
});

describe('the options', () => {
  it('have a summary while they are collapsed', async () => {
    const { query } = await open({ metric: 'm', explicitTags: true, downsampleInterval: '1m', format: 'wide' });
    expect(screen.getByText('One average every 1m, server default fill')).toBeInTheDocument();
    expect(screen.getByText('Explicit tags')).toBeInTheDocument();
    expect(screen.getByText('Format: Wide')).toBeInTheDocument();
    await openOptions();
    await userEvent.click(screen.getByRole('switch', { name: 'Explicit tags' }));
    expect(query().explicitTags).toBe(false);
    await pick('Format', /^Table/);
    expect(query().format).toBe('table');
    await pick('Unfinished interval', 'Show');
    expect(query().unfinishedInterval).toBe('show');
  });

  it('show their problems while they are collapsed', async () => {
    await open({ metric: 'm', downsampleInterval: '5x' });
    expect(screen.getByText(/"5x" is not an interval/)).toBeInTheDocument();
  });

  it('name each control that has a problem', async () => {
    const backend: typeof responses = (path, params) =>
      path === 'server'
        ? { ...OVH, features: { ...OVH.features, calendar: false, percentiles: false } }
        : responses(path, params);
    await open({ metric: 'm', useCalendar: true, percentiles: [99] }, { backend });
    const words = ['Calendar: Not supported by this server', 'Percentiles: Not supported by this server'];
    expect(await screen.findByText(words[0])).toBeInTheDocument();
    const collapsed = screen.getAllByRole('alert').map((alert) => alert.textContent);
    await openOptions();
    const opened = screen.getAllByRole('alert').map((alert) => alert.textContent);
    expect([collapsed, opened]).toEqual([words, words]);
  });

  it('show the calendar by UTC unless another time zone is chosen, and go back to it', async () => {
    const { query } = await open({ metric: 'm', useCalendar: true, timezone: 'Europe/Paris' });
    await openOptions();
    const zone = screen.getByRole('combobox', { name: 'Time zone picker' });
    await userEvent.type(zone, 'coordinated');
    await userEvent.keyboard('{Enter}');
    expect(query().timezone).toBe('UTC');
    expect(screen.getByText('Coordinated Universal Time')).toBeInTheDocument();
  });

  it('keep invalid percentiles in the field, without changing the query', async () => {
    const { query, onRunQuery } = await open({ metric: 'm', percentiles: [99] });
    await openOptions();
    const field = screen.getByRole('textbox', { name: 'Percentiles' });
    await userEvent.clear(field);
    await userEvent.type(field, 'p95{Enter}');
    expect(screen.getByText(/"p95" is not a list of percentiles/)).toBeInTheDocument();
    expect(query().percentiles).toEqual([99]);
    expect(onRunQuery).not.toHaveBeenCalled();
    await userEvent.clear(field);
    await userEvent.type(field, '95 99.9{Enter}');
    expect(query().percentiles).toEqual([95, 99.9]);
    expect(onRunQuery).toHaveBeenCalledTimes(1);
  });

  it('that the server does not support are not offered, and flagged where they are saved', async () => {
    const backend: typeof responses = (path, params) =>
      path === 'server'
        ? { ...OVH, features: { ...OVH.features, calendar: false, rollups: false } }
        : responses(path, params);
    await open({ metric: 'm', useCalendar: true }, { backend });
    await userEvent.click(screen.getByRole('button', { name: 'Options' }));
    expect(await screen.findByText('Calendar: Not supported by this server')).toBeInTheDocument();
    expect(screen.getByRole('switch', { name: 'Calendar' })).toBeChecked();
    expect(screen.queryByRole('combobox', { name: 'Rollups' })).not.toBeInTheDocument();
  });
});

describe('patterns', () => {
  const start = () => screen.getByRole('button', { name: 'Kick start your query' });
  const pattern = (name: string) => screen.findByRole('button', { name });

  it('ask common questions of the metric and the filters that are there', async () => {
    const inGra = { tagk: 'dc', type: 'literal_or', filter: 'gra', groupBy: false };
    const { query, onRunQuery } = await open({ metric: 'sys.cpu.user', filters: [inGra], disableDownsampling: true });
    await userEvent.click(start());
    expect(await screen.findByRole('dialog', { name: 'Kick start your query' })).toBeInTheDocument();
    const busiest = await pattern('max:auto-max-gaps:sys.cpu.user{host=*}{dc=gra}');
    expect(busiest).toHaveAccessibleDescription('The busiest: the maximum per host');
    await expect(violationsIn(screen.getByRole('dialog'))).resolves.toEqual([]);
    await userEvent.click(busiest);
    expect(query()).toMatchObject({
      metric: 'sys.cpu.user',
      aggregator: 'max',
      filters: [{ tagk: 'host', type: 'wildcard', filter: '*', groupBy: true }, inGra],
      disableDownsampling: false,
      downsampleAggregator: 'max',
      downsampleFillPolicy: 'gaps',
    });
    expect(onRunQuery).toHaveBeenCalledTimes(1);
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  });

  it('can be chosen and closed by keyboard', async () => {
    const { query, onRunQuery } = await open({ metric: 'm' });
    start().focus();
    await userEvent.keyboard('{Enter}');
    const sum = await pattern('sum:auto-avg-gaps:m');
    await userEvent.keyboard('{Escape}');
    expect(sum).not.toBeInTheDocument();
    expect(query()).toEqual({ refId: 'A', metric: 'm' });
    expect(onRunQuery).not.toHaveBeenCalled();
    start().focus();
    await userEvent.keyboard('{Enter}');
    const again = await pattern('sum:auto-avg-gaps:m');
    for (let i = 0; i < 10 && document.activeElement !== again; i++) {
      await userEvent.tab();
    }
    expect(again).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    expect(query()).toMatchObject({ metric: 'm', aggregator: 'sum' });
  });

  it('are offered without a metric, and when its tags can not be listed', async () => {
    const backend: typeof responses = (path, params) =>
      path === 'tag-keys' ? new Failure(502, 'gra1 is down.') : responses(path, params);
    const { query, onRunQuery } = await open({}, { backend });
    await userEvent.click(start());
    await userEvent.click(await screen.findByRole('button', { description: 'The average per host' }));
    expect(query()).toMatchObject({ filters: [{ tagk: 'host', groupBy: true }], downsampleFillPolicy: 'gaps' });
    expect(onRunQuery).not.toHaveBeenCalled();
    await pick('Metric', 'sys.cpu.user');
    await userEvent.click(start());
    expect(await pattern('avg:auto-avg-gaps:sys.cpu.user{host=*}')).toBeInTheDocument();
  });

  it('are for the builder', () => {
    const header = (editorMode: OpenTsdbQuery['editorMode']) => (
      <HeaderRow
        query={{ refId: 'A', metric: 'm', editorMode }}
        change={() => undefined}
        datasource={makeDataSource()}
        server={OVH}
        offersTypes
      />
    );
    const { rerender } = render(header('builder'));
    expect(start()).toBeInTheDocument();
    rerender(header('code'));
    expect(screen.queryByRole('button', { name: 'Kick start your query' })).not.toBeInTheDocument();
  });
});

describe('Shift+Enter', () => {
  it('runs the query as it is, from any field', async () => {
    const { query, onRunQuery } = await open({ metric: 'm' });
    act(() => picker('Aggregator').focus());
    await userEvent.keyboard('{Shift>}{Enter}{/Shift}');
    expect(onRunQuery).toHaveBeenCalledTimes(1);
    expect(query()).toEqual({ refId: 'A', metric: 'm' });
  });

  it('finishes what was typed, and runs once', async () => {
    const { query, onRunQuery } = await open({ metric: 'm', alias: 'a' });
    await openOptions();
    await userEvent.type(screen.getByRole('textbox', { name: 'Alias' }), 'b{Shift>}{Enter}{/Shift}');
    expect(query().alias).toBe('ab');
    expect(onRunQuery).toHaveBeenCalledTimes(1);
  });

  it('is Enter in a text field, changed or not', async () => {
    const { onRunQuery } = await open({ metric: 'm', alias: 'a' });
    await openOptions();
    await userEvent.type(screen.getByRole('textbox', { name: 'Alias' }), '{Enter}');
    expect(onRunQuery).toHaveBeenCalledTimes(1);
    await userEvent.type(screen.getByRole('textbox', { name: 'Alias' }), 'b{Enter}');
    expect(onRunQuery).toHaveBeenCalledTimes(2);
  });

  it('does not run a query with a problem', async () => {
    const { onRunQuery } = await open({ metric: 'm', downsampleInterval: '5x' });
    act(() => picker('Aggregator').focus());
    await userEvent.keyboard('{Shift>}{Enter}{/Shift}');
    expect(onRunQuery).not.toHaveBeenCalled();
  });
});

describe('the picker of a metric', () => {
  it('takes the option that End selected, not the text before it', async () => {
    const { query } = await open();
    await userEvent.type(picker('Metric'), 'sys');
    await screen.findByRole('option', { name: 'sys.mem.free' });
    await userEvent.keyboard('{ArrowDown}{End}{Enter}');
    expect(query().metric).toBe('sys.mem.free');
  });

  it('takes the first match for several words, which are not a name', async () => {
    const backend: typeof responses = (path, params) =>
      path === 'metrics'
        ? {
            values: METRICS.filter((name) => (params.q ?? '').split(' ').every((w) => name.includes(w))),
            complete: true,
          }
        : responses(path, params);
    const { query } = await open({}, { backend });
    await userEvent.type(picker('Metric'), 'user sys{Enter}');
    await waitFor(() => expect(query().metric).toBe('sys.cpu.user'));
    await userEvent.type(picker('Metric'), 'no such{Enter}');
    await waitFor(() => expect(query().metric).toBe('no such'));
  });

  it('keeps a typed name on a click elsewhere', async () => {
    const { query, onRunQuery } = await open();
    await userEvent.type(picker('Metric'), 'no.such');
    await userEvent.click(screen.getByText('Filters'));
    expect(query().metric).toBe('no.such');
    expect(onRunQuery).toHaveBeenCalledTimes(1);
  });

  it('says that a metric is missing once something else is set', async () => {
    await open({ aggregator: 'sum' });
    expect(screen.getByText('Choose a metric')).toBeInTheDocument();
  });
});

describe('a query without a result', () => {
  const data = { state: LoadingState.Done, series: [], request: {} } as unknown as PanelData;

  it('says which metric the server does not have', async () => {
    await open({ metric: 'sys.cpu.usr' }, { data });
    expect(
      await screen.findByText('gra1 has no metric "sys.cpu.usr". Upper and lower case count.')
    ).toBeInTheDocument();
  });

  it('says which tag no series has', async () => {
    const filters = [{ tagk: 'hots', type: 'literal_or', filter: 'a', groupBy: false }];
    await open({ metric: 'sys.cpu.user', filters }, { data });
    expect(await screen.findByText('No series of sys.cpu.user has the tag "hots".')).toBeInTheDocument();
  });

  it('asks for no names while there is data, or none was asked for', async () => {
    const { requests } = await open({ metric: 'sys.cpu.usr' });
    expect(requests.map(({ path }) => path)).toEqual(['server']);
  });
});

describe('the hint of many series', () => {
  it('offers the Wide format', async () => {
    const frame = { refId: 'A', fields: [], length: 0 };
    const data = { series: Array.from({ length: 101 }, () => frame), request: {} } as unknown as PanelData;
    const { query, onRunQuery } = await open({ metric: 'm' }, { data });
    await userEvent.click(screen.getByRole('button', { name: 'Use the Wide format' }));
    expect(query().format).toBe('wide');
    expect(onRunQuery).toHaveBeenCalledTimes(1);
  });
});

describe('suggestions', () => {
  it('are those of each metric that is a value of a variable', async () => {
    setVariables({ name: 'm', value: ['a', 'b'], multi: true });
    const { requests } = await open({ metric: '$m' });
    await userEvent.click(picker('Group by'));
    await screen.findByRole('option', { name: 'host' });
    expect(asked(requests, 'tag-keys').map(({ params }) => params)).toEqual([{ metric: 'a' }, { metric: 'b' }]);
  });
});

describe('the query type', () => {
  it('shows only the controls that it needs', async () => {
    const { query } = await open({ metric: 'm' });
    await userEvent.click(screen.getByRole('radio', { name: 'Last value' }));
    expect(query().queryType).toBe('last');
    expect(screen.queryByRole('combobox', { name: 'Aggregator' })).not.toBeInTheDocument();
    expect(screen.queryByRole('radiogroup', { name: 'Downsample' })).not.toBeInTheDocument();
    expect(screen.getByLabelText('Query as text')).toHaveTextContent('Last value of m');
  });
});

it('shows the query as text, and a summary of its options', async () => {
  await open({
    metric: 'm',
    filters: [{ tagk: 'host', type: 'wildcard', filter: '*', groupBy: true }],
    downsampleInterval: '1m',
  });
  expect(screen.getByText('One average every 1m, server default fill')).toBeInTheDocument();
  expect(screen.getByLabelText('Query as text')).toHaveTextContent('avg:1m-avg:m{host=*}');
  expect(screen.getByRole('button', { name: 'Copy the query as text' })).toBeInTheDocument();
});
