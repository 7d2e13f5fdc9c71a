import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React from 'react';

import { documentedServer } from '../../metadata/documentedServer';
import { type OpenTsdbQuery } from '../../query/model';
import { answerRequests } from '../../test/backend';
import { makeDataSource } from '../../test/dataSource';
import { layOut } from '../../test/layout';
import { setVariables } from '../../test/variables';
import { QueryEditor } from './QueryEditor';

layOut();
beforeEach(() => setVariables());

async function open(saved: object) {
  answerRequests((path) => (path === 'server' ? documentedServer('ovh') : { values: [], complete: true }));
  const onChange = jest.fn();
  const query = { refId: 'A', ...saved } as OpenTsdbQuery;
  render(<QueryEditor datasource={makeDataSource()} query={query} onChange={onChange} onRunQuery={jest.fn()} />);
  await screen.findByRole('textbox', { name: 'Alias' });
  return onChange;
}

describe('a broken saved query opens, with what is broken named, and stays as it is', () => {
  it.each<[string, object]>([
    ['metric', { metric: { name: 'm' } }],
    ['filters', { metric: 'm', filters: 7 }],
    ['filters', { metric: 'm', filters: [7] }],
    ['filters', { metric: 'm', filters: [{ tagk: ['a'], type: 5, filter: {} }] }],
    ['tags', { metric: 'm', tags: 'x' }],
    ['tags', { metric: 'm', tags: { host: 7 } }],
    ['downsampleInterval', { metric: 'm', downsampleInterval: 5 }],
    ['aggregator', { metric: 'm', aggregator: [] }],
    ['alias', { metric: 'm', alias: {} }],
    ['percentiles', { metric: 'm', percentiles: 'a' }],
    ['counterMax', { metric: 'm', shouldComputeRate: true, isCounter: true, counterMax: {} }],
    ['queryType, editorMode', { metric: 'm', editorMode: {}, queryType: [] }],
  ])('%s in %j', async (broken, saved) => {
    const onChange = await open(saved);
    expect(screen.getByText(`Broken in the saved query: ${broken}.`, { exact: false })).toBeInTheDocument();
    expect(onChange).not.toHaveBeenCalled();
  });
});

it('an edit leaves the broken parts out', async () => {
  const onChange = await open({ metric: 'm', filters: 7 });
  await userEvent.type(screen.getByRole('textbox', { name: 'Alias' }), 'a');
  await userEvent.tab();
  expect(onChange).toHaveBeenLastCalledWith({ refId: 'A', metric: 'm', filters: undefined, alias: 'a' });
});

it('a sound query has nothing marked', async () => {
  await open({ metric: 'm', filters: {}, tags: [], counterMax: 5 });
  expect(screen.queryByText(/Broken in the saved query/)).not.toBeInTheDocument();
});
