import { act, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React, { useEffect, useState } from 'react';

import { type OpenTsdbQuery } from '../../query/model';
import { violationsIn } from '../../test/accessibility';
import { respondToRequests, Failure, type Request } from '../../test/backend';
import { makeDataSource } from '../../test/dataSource';
import { layOut } from '../../test/layout';
import { setVariables } from '../../test/variables';
import MetricsBrowser from './MetricsBrowser';

layOut();
beforeEach(() => setVariables());

const NAMES = ['os.cpu', 'os.net.bytes', 'sys.cpu.user', 'up'];
const SERIES = [
  { metric: 'os.cpu', tags: { host: 'web01', dc: 'gra' } },
  { metric: 'os.cpu', tags: { host: 'web02', dc: 'gra' } },
  { metric: 'os.cpu', tags: { host: 'db01', dc: 'bhs' } },
];

/** Frames as the backend's JSON has them. */
const points = (...values: number[]) => ({
  results: {
    sparkline: {
      frames: [
        {
          schema: {
            fields: [
              { name: 'Time', type: 'time' },
              { name: 'Value', type: 'number' },
            ],
          },
          data: { values: [values.map((_, i) => 60_000 * i), values] },
        },
      ],
    },
  },
});

interface Server {
  names?: unknown;
  series?: unknown;
  points?: unknown;
}

/** A backend with these names, series and points of the last hour. */
function backend({ names, series, points: response }: Server = {}): Request[] {
  return respondToRequests((path, { q }) => {
    switch (path) {
      case 'metrics':
        return typeof names === 'function' ? names(q) : (names ?? { values: NAMES, complete: true });
      case 'series':
        return series ?? { series: SERIES, complete: true };
      default:
        return response ?? { results: { sparkline: { frames: [] } } };
    }
  });
}

/** Opens the browser on a query, keeping changes as an editor does. */
async function open(saved: Partial<OpenTsdbQuery> = {}) {
  const datasource = makeDataSource();
  const onClose = jest.fn();
  let query: OpenTsdbQuery = { refId: 'A', ...saved };
  const Editor = () => {
    const [current, setCurrent] = useState(query);
    useEffect(() => {
      query = current;
    });
    const change = (fields: Partial<OpenTsdbQuery>) => setCurrent((before) => ({ ...before, ...fields }));
    return <MetricsBrowser datasource={datasource} query={current} change={change} onClose={onClose} />;
  };
  await act(async () => {
    render(<Editor />);
  });
  await waitFor(() => expect(searchField()).toHaveFocus());
  return { query: () => query, onClose };
}

const tree = () => screen.findByRole('tree', { name: 'Metrics' });
const items = async () => within(await tree()).getAllByRole('treeitem');
const namesOf = async () => (await items()).map((item) => item.getAttribute('aria-label'));
const item = async (name: string) => within(await tree()).findByRole('treeitem', { name });
const searchField = () => screen.getByRole('textbox', { name: 'Search' });

describe('the list of metrics', () => {
  it('shows all of a small server, as a tree that is open', async () => {
    backend();
    await open();
    await expect(namesOf()).resolves.toEqual([
      'os, metrics below: 2',
      'os.cpu',
      'os.net, metrics below: 1',
      'os.net.bytes',
      'sys, metrics below: 1',
      'sys.cpu, metrics below: 1',
      'sys.cpu.user',
      'up',
    ]);
    expect(screen.getByRole('status')).toHaveTextContent('Metrics: 4');
  });

  it('renders only the visible rows of a hundred thousand', async () => {
    const values = Array.from({ length: 100_000 }, (_, i) => `metric${i}`);
    backend({ names: { values, complete: true } });
    await open();
    expect((await items()).length).toBeLessThan(50);
    expect((await items())[0]).toHaveAttribute('aria-setsize', '100000');
    await userEvent.type(searchField(), '99999');
    await expect(namesOf()).resolves.toEqual(['metric99999']);
  });

  it('is searched by words in any order, which are marked, without asking the server again', async () => {
    const requests = backend();
    await open();
    await userEvent.type(searchField(), 'BYTES os');
    await expect(namesOf()).resolves.toEqual(['os.net.bytes']);
    const marked = within(await item('os.net.bytes')).getAllByRole('mark');
    expect(marked.map(({ textContent }) => textContent)).toEqual(['os', 'bytes']);
    expect(screen.getByRole('status')).toHaveTextContent('Metrics: 1');
    expect(requests.map(({ path }) => path)).toEqual(['metrics']);
    await userEvent.type(searchField(), ' x');
    expect(screen.getByRole('status')).toHaveTextContent('No metric matches');
  });

  it('that is incomplete says so, and lets the server search for the longest word', async () => {
    const requests = backend({
      names: (q?: string) => (q ? { values: ['zz.net.bytes'], complete: true } : { values: NAMES, complete: false }),
    });
    await open();
    expect(await screen.findByText(/Metrics: 4, and there are more/)).toBeInTheDocument();
    await userEvent.type(searchField(), 'by zz.net');
    expect(await item('zz.net.bytes')).toBeInTheDocument();
    expect(requests.at(-1)).toMatchObject({ path: 'metrics', params: { q: 'zz.net' } });
  });

  it("shows the server's sentence when there are no names", async () => {
    backend({ names: new Failure(502, 'gra1 is down.') });
    await open();
    expect(await screen.findByText('gra1 is down.')).toBeInTheDocument();
  });
});

describe('the keyboard', () => {
  it('goes from the search into the tree, opens and closes branches, and takes a metric with Enter twice', async () => {
    backend();
    const { query, onClose } = await open();
    await tree();
    await userEvent.keyboard('{ArrowDown}');
    expect(await tree()).toHaveFocus();
    expect(activeName(await tree())).toBe('os, metrics below: 2');
    await userEvent.keyboard('{ArrowLeft}');
    expect(await item('os, metrics below: 2')).toHaveAttribute('aria-expanded', 'false');
    await userEvent.keyboard('{ArrowRight}{ArrowRight}');
    expect(activeName(await tree())).toBe('os.cpu');
    await userEvent.keyboard('{ArrowLeft}{End}{ArrowUp}');
    expect(activeName(await tree())).toBe('sys.cpu.user');
    await userEvent.keyboard('{Enter}');
    expect(await item('sys.cpu.user')).toHaveAttribute('aria-selected', 'true');
    expect(onClose).not.toHaveBeenCalled();
    await userEvent.keyboard('{Enter}');
    expect(query().metric).toBe('sys.cpu.user');
    expect(onClose).toHaveBeenCalled();
  });

  it('shows the first match with Enter in the search', async () => {
    backend();
    await open();
    await tree();
    await userEvent.type(searchField(), 'net{Enter}');
    expect(await screen.findByRole('heading', { name: 'os.net.bytes' })).toBeInTheDocument();
  });
});

function activeName(element: HTMLElement): string | null | undefined {
  return document.getElementById(element.getAttribute('aria-activedescendant') ?? '')?.getAttribute('aria-label');
}

describe('a metric', () => {
  it('asks for nothing before it is selected', async () => {
    const requests = backend();
    await open();
    await tree();
    expect(requests.map(({ path }) => path)).toEqual(['metrics']);
  });

  it("is that of the query first, and shows its series, its tags' values by frequency, and its last hour", async () => {
    backend({ points: points(1, 4, 2) });
    await open({ metric: 'os.cpu' });
    expect(await screen.findByText('Series: 3')).toBeInTheDocument();
    expect(screen.getByText('Last hour, average of all series: from 1 to 4, now 2')).toBeInTheDocument();
    const [dc, host] = screen.getAllByRole('list').filter((list) => list.getAttribute('aria-labelledby'));
    expect(dc).toHaveAccessibleName('dc 2 values');
    expect(
      within(dc)
        .getAllByRole('button')
        .map((button) => button.textContent)
    ).toEqual(['gra2', 'bhs1']);
    expect(host).toHaveAccessibleName('host 3 values');
  });

  it('shows eight values of a tag, and more at a click', async () => {
    const series = Array.from({ length: 300 }, (_, i) => ({ metric: 'os.cpu', tags: { host: `web${i}` } }));
    backend({ series: { series, complete: false } });
    await open({ metric: 'os.cpu' });
    expect(await screen.findByText(/Series: more than 300/)).toBeInTheDocument();
    expect(screen.getAllByRole('button', { name: /^Filter by host/ })).toHaveLength(8);
    await userEvent.click(screen.getByRole('button', { name: 'Show 192 more of host' }));
    expect(screen.getAllByRole('button', { name: /^Filter by host/ })).toHaveLength(200);
    expect(screen.getByText('and 100 more')).toBeInTheDocument();
  });

  it('is used at a click', async () => {
    backend();
    const { query, onClose } = await open({ aggregator: 'sum' });
    await userEvent.click(await item('os.cpu'));
    await userEvent.click(await screen.findByRole('button', { name: 'Use metric' }));
    expect(query()).toEqual({ refId: 'A', aggregator: 'sum', metric: 'os.cpu' });
    expect(onClose).toHaveBeenCalled();
  });

  it('is filtered by a value on a click, and no longer on the next', async () => {
    backend();
    const { query, onClose } = await open();
    await userEvent.click(await item('os.cpu'));
    const value = await screen.findByRole('button', { name: 'Filter by host = web01, series: 1' });
    expect(value).toHaveAttribute('aria-pressed', 'false');
    await userEvent.click(value);
    const filters = [{ tagk: 'host', type: 'literal_or', filter: 'web01', groupBy: false }];
    expect(query()).toMatchObject({ metric: 'os.cpu', filters });
    expect(value).toHaveAttribute('aria-pressed', 'true');
    await userEvent.click(value);
    expect(query()).toMatchObject({ metric: 'os.cpu', filters: [] });
    expect(onClose).not.toHaveBeenCalled();
  });

  it("shows the server's error, or that there are no points", async () => {
    backend({
      series: new Failure(502, 'The store is down.'),
      points: { results: { sparkline: { error: 'os.cpu has too many points.', status: 400 } } },
    });
    await open({ metric: 'os.cpu' });
    expect(await screen.findByText('The store is down.')).toBeInTheDocument();
    expect(await screen.findByText('os.cpu has too many points.')).toBeInTheDocument();
  });

  it('says one cause once, though names, series and points all fail of it', async () => {
    const cause = 'The server refused the token (403).';
    const failure = new Failure(502, cause);
    backend({ names: failure, series: failure, points: { results: { sparkline: { error: cause, status: 502 } } } });
    await open({ metric: 'os.cpu' });
    await waitFor(() => expect(screen.queryByText('Loading…')).not.toBeInTheDocument());
    expect(screen.getAllByText(cause)).toHaveLength(1);
  });

  it('without points says so', async () => {
    backend();
    await open({ metric: 'os.cpu' });
    expect(await screen.findByText('No points in the last hour')).toBeInTheDocument();
  });
});

it('is accessible', async () => {
  backend({ points: points(1, 4, 2) });
  await open({ metric: 'os.cpu' });
  await screen.findByText('Series: 3');
  await expect(violationsIn(screen.getByTestId('metrics-browser'))).resolves.toEqual([]);
});
