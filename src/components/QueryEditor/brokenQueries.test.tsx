import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React from 'react';

import { documentedServer } from '../../metadata/documentedServer';
import { type OpenTsdbQuery } from '../../query/model';
import { respondToRequests } from '../../test/backend';
import { makeDataSource } from '../../test/dataSource';
import { layOut } from '../../test/layout';
import { setVariables } from '../../test/variables';
import { QueryEditor } from './QueryEditor';

layOut();
beforeEach(() => setVariables());

async function open(saved: object) {
  respondToRequests((path) => (path === 'server' ? documentedServer('ovh') : { values: [], complete: true }));
  const onChange = jest.fn();
  const query = { refId: 'A', ...saved } as OpenTsdbQuery;
  render(<QueryEditor datasource={makeDataSource()} query={query} onChange={onChange} onRunQuery={jest.fn()} />);
  await screen.findByRole('button', { name: 'Options' });
  return onChange;
}

describe('an invalid saved query opens, names its invalid fields, and stays as it is', () => {
  it.each<[string, object]>([
    ['metric', { metric: { name: 'm' } }],
    ['filters', { metric: 'm', filters: 7 }],
    ['filters[0]', { metric: 'm', filters: [7] }],
    [
      'filters[1].tagk',
      {
        metric: 'm',
        filters: [
          { tagk: 'a', filter: 'b' },
          { tagk: ['a'], type: 5, filter: 'b' },
        ],
      },
    ],
    ['tags', { metric: 'm', tags: 'x' }],
    ['tags.host', { metric: 'm', tags: { host: [7] } }],
    ['isCounter', { metric: 'm', isCounter: 'perhaps' }],
    ['aggregator', { metric: 'm', aggregator: [] }],
    ['alias', { metric: 'm', alias: {} }],
    ['percentiles', { metric: 'm', percentiles: 'a' }],
    ['counterMax', { metric: 'm', shouldComputeRate: true, isCounter: true, counterMax: {} }],
    ['queryType', { metric: 'm', editorMode: 'builder', queryType: [] }],
  ])('%s in %j', async (broken, saved) => {
    const onChange = await open(saved);
    expect(screen.getByText(`Invalid fields in the saved query: ${broken}.`, { exact: false })).toBeInTheDocument();
    expect(onChange).not.toHaveBeenCalled();
  });
});

describe('a problem of an option is shown whether the options are expanded or not', () => {
  it.each<[string, object]>([
    ['percentiles', { percentiles: ['p95'] }],
    ['rollupUsage', { rollupUsage: {} }],
    ['timezone', { timezone: {} }],
    ['useCalendar', { useCalendar: 'x' }],
    ['isCounter', { isCounter: 'x' }],
    ['counterMax', { counterMax: {} }],
    ['counterResetValue', { counterResetValue: [] }],
    ['downsampleInterval', { downsampleInterval: {} }],
    ['downsampleAggregator', { disableDownsampling: true, downsampleAggregator: {} }],
    ['downsampleFillPolicy', { disableDownsampling: true, downsampleFillPolicy: {} }],
  ])('%s', async (field, saved) => {
    await open({ metric: 'm', ...saved });
    const text = `Invalid fields in the saved query: ${field}.`;
    expect(screen.getByText(text, { exact: false })).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Options' }));
    expect(screen.getAllByText(text, { exact: false })).toHaveLength(1);
  });
});

it('filters that no row can show are reported next to the filters', async () => {
  await open({ metric: 'm', filters: [7], tags: 'x' });
  const filters = within(screen.getByRole('group', { name: 'Filters' }));
  expect(filters.getByText('Invalid fields in the saved query: filters[0].', { exact: false })).toBeVisible();
  expect(filters.getByText('Invalid fields in the saved query: tags.', { exact: false })).toBeVisible();
});

it('an edit removes the invalid fields', async () => {
  const onChange = await open({ metric: 'm', filters: 7 });
  await userEvent.click(screen.getByRole('button', { name: 'Options' }));
  await userEvent.click(screen.getByRole('switch', { name: 'Rate' }));
  expect(onChange).toHaveBeenLastCalledWith({ refId: 'A', metric: 'm', shouldComputeRate: true });
});

it('a valid query has no marks', async () => {
  await open({ metric: 'm', filters: {}, tags: [], counterMax: 5 });
  expect(screen.queryByText(/Invalid fields in the saved query/)).not.toBeInTheDocument();
});

it('a number instead of a text, and an empty filter, are read as the backend reads them', async () => {
  const empty = { tagk: '', type: 'literal_or', filter: '' };
  await open({
    metric: 5,
    alias: 2024,
    filters: [empty],
    tags: { host: 7 },
    explicitTags: 'true',
    downsampleInterval: 5,
  });
  expect(screen.queryByText(/Invalid fields in the saved query/)).not.toBeInTheDocument();
  expect(screen.getByText(/"5" is not an interval/)).toBeInTheDocument();
  expect(screen.getByText('Legend: 2024')).toBeInTheDocument();
  expect(screen.getByText('Explicit tags')).toBeInTheDocument();
});
