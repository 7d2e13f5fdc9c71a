import { act, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React, { type ComponentProps, type ComponentType, useEffect, useState } from 'react';

import { type PanelData } from '@grafana/data';

import { type OpenTsdbAnnotationQuery, NEW_ANNOTATION } from '../annotations/model';
import { documentedServer } from '../metadata/documentedServer';
import { type OpenTsdbQuery } from '../query/model';
import { type DialectName } from '../settings/types';
import { violationsIn } from '../test/accessibility';
import { respondToRequests, Failure } from '../test/backend';
import { makeDataSource } from '../test/dataSource';
import { layOut } from '../test/layout';
import { setVariables } from '../test/variables';
import { type VariableQuery } from '../variables/model';
import { AnnotationEditor } from './AnnotationEditor/AnnotationEditor';
import { Help } from './Help/Help';
import { QueryEditor } from './QueryEditor/QueryEditor';
import { VariableEditor } from './VariableEditor/VariableEditor';

layOut();
beforeEach(() => setVariables());

function backend(dialect: DialectName) {
  return respondToRequests((path, { key }) => {
    switch (path) {
      case 'server':
        return documentedServer(dialect);
      case 'metrics':
        return { values: ['sys.cpu.user', 'sys.mem.free'], complete: true };
      case 'tag-keys':
        return { values: ['dc', 'host'], complete: true };
      default:
        return { values: key === 'host' ? ['web01'] : ['gra'], complete: true };
    }
  });
}

/**
 * Opens an editor on a saved query, keeping changes as Grafana does, and waits for the responses to its first requests; the
 * returned function reads what is kept.
 */
async function open<Q>(Editor: ComponentType<any>, saved: Q): Promise<{ query: () => Q; onRunQuery: jest.Mock }> {
  const datasource = makeDataSource();
  const onRunQuery = jest.fn();
  let query = saved;
  const Page = () => {
    const [current, setCurrent] = useState(saved);
    useEffect(() => {
      query = current;
    });
    return <Editor datasource={datasource} query={current} onChange={setCurrent} onRunQuery={onRunQuery} />;
  };
  await act(async () => render(<Page />));
  return { query: () => query, onRunQuery };
}

const picker = (name: string | RegExp) => screen.getByRole('combobox', { name });

async function pick(name: string | RegExp, option: string) {
  if (picker(name).getAttribute('aria-expanded') !== 'true') {
    await userEvent.click(picker(name));
  }
  await userEvent.click(await screen.findByRole('option', { name: option }));
}

describe('the editor of a variable', () => {
  it('lists tag values within a metric and filters', async () => {
    const requests = backend('ovh');
    const { query, onRunQuery } = await open<VariableQuery>(VariableEditor, { refId: 'v', kind: 'tagValues' });
    await pick(/^Metric/, 'sys.cpu.user');
    expect(onRunQuery).not.toHaveBeenCalled();
    await pick('Tag key', 'host');
    expect(onRunQuery).toHaveBeenCalledTimes(1);
    await userEvent.click(screen.getByRole('button', { name: 'Add filter' }));
    await pick('Tag key of filter 1', 'dc');
    await pick('Value of filter 1', 'gra');
    const filters = [{ tagk: 'dc', type: 'literal_or', filter: 'gra', groupBy: false }];
    expect(query()).toEqual({
      refId: 'v',
      kind: 'tagValues',
      metric: 'sys.cpu.user',
      key: 'host',
      filters,
      query: 'tag_values(sys.cpu.user, host, dc=gra)',
    });
    expect(requests.map(({ params }) => params)).toContainEqual({ metric: 'sys.cpu.user', key: 'dc' });
    expect(screen.queryByRole('checkbox', { name: 'Group by' })).not.toBeInTheDocument();
  });

  it("can be limited to the dashboard's time range once it has a metric", async () => {
    backend('ovh');
    const { query, onRunQuery } = await open<VariableQuery>(VariableEditor, {
      refId: 'v',
      kind: 'tagValues',
      key: 'host',
    });
    const name = "Only with data in the dashboard's time range";
    expect(screen.queryByRole('switch', { name })).not.toBeInTheDocument();
    await pick(/^Metric/, 'sys.cpu.user');
    expect(screen.getByRole('switch', { name })).not.toBeChecked();
    await userEvent.click(screen.getByRole('switch', { name }));
    expect(query()).toMatchObject({ metric: 'sys.cpu.user', withinRange: true });
    expect(onRunQuery).toHaveBeenCalledTimes(2);
  });

  it('shows the fields of an older text, and converts it when it is edited', async () => {
    backend('ovh');
    const text = 'tag_values(sys.cpu.user, host)';
    const { query } = await open<VariableQuery | string>(VariableEditor, text);
    expect(picker('Values')).toHaveValue('Tag values');
    expect(picker(/^Metric/)).toHaveValue('sys.cpu.user');
    expect(picker('Tag key')).toHaveValue('host');
    expect(query()).toBe(text);
    await pick('Tag key', 'dc');
    expect(query()).toMatchObject({ kind: 'tagValues', metric: 'sys.cpu.user', key: 'dc' });
  });

  it.each<[unknown, RegExp]>([
    ['hosts()', /cannot be read: hosts\(\)\. Choose/],
    [{ refId: 'v', query: 'label_values(up, job)', qryType: 1 }, /cannot be read: label_values\(up, job\)\./],
    [{ refId: 'v', kind: 'hosts', key: 'a' }, /cannot be read: .*"kind":"hosts"/],
  ])('shows what it cannot read, and keeps it until it is edited: %j', async (saved, sentence) => {
    backend('ovh');
    const { query, onRunQuery } = await open<unknown>(VariableEditor, saved);
    expect(screen.getByText(sentence)).toBeInTheDocument();
    expect(query()).toBe(saved);
    expect(onRunQuery).not.toHaveBeenCalled();
    await pick('Values', 'Metrics');
    expect(query()).toEqual({ refId: 'variable-query', kind: 'metrics', query: 'metrics()' });
    expect(screen.queryByText(sentence)).not.toBeInTheDocument();
  });

  it('says what is still to be chosen, and lists no values before', async () => {
    const requests = backend('ovh');
    await open<VariableQuery>(VariableEditor, { refId: 'v', kind: 'tagValues' });
    expect(screen.getByRole('status')).toHaveTextContent('Choose the tag key whose values you want');
    expect(requests.map(({ path }) => path)).toEqual(['server']);
  });

  it('counts the values, and says when there may be more', async () => {
    respondToRequests((path, { q }) =>
      path === 'server' ? documentedServer('ovh') : { values: ['a', 'b'], complete: q === 'a' }
    );
    await open<VariableQuery>(VariableEditor, { refId: 'v', kind: 'metrics' });
    expect(await screen.findByText('Not all values are listed')).toBeInTheDocument();
    expect(screen.getByRole('status')).toHaveTextContent(/more values than these 2.*raise Lookup limit/);
    await userEvent.type(screen.getByRole('textbox', { name: /^Search/ }), 'a{Enter}');
    expect(await screen.findByText('Values: 2')).toBeInTheDocument();
  });

  it("shows the server's sentence when there are no values", async () => {
    respondToRequests((path) =>
      path === 'server' ? documentedServer('ovh') : new Failure(502, 'gra1 rejected the token (403).')
    );
    await open<VariableQuery>(VariableEditor, { refId: 'v', kind: 'metrics' });
    expect(await screen.findByText('gra1 rejected the token (403).')).toBeInTheDocument();
  });

  it('shows that an older search means the beginning of a name, which can be changed', async () => {
    backend('ovh');
    const { query } = await open<VariableQuery | string>(VariableEditor, 'metrics(sys)');
    expect(screen.getByRole('radio', { name: 'Begins with' })).toBeChecked();
    await userEvent.click(screen.getByRole('radio', { name: 'Contains' }));
    expect(query()).toMatchObject({ kind: 'metrics', search: 'sys', match: 'contains', query: 'metrics(*sys*)' });
  });
});

describe('the editor of an annotation', () => {
  it('makes events of the points of a metric', async () => {
    backend('ovh');
    const { query } = await open<OpenTsdbAnnotationQuery>(AnnotationEditor, {
      refId: 'Anno',
      aggregator: 'none',
      disableDownsampling: true,
    });
    await pick('Metric', 'sys.cpu.user');
    await userEvent.type(screen.getByRole('textbox', { name: 'Title' }), 'On $tag_host{Enter}');
    expect(query()).toMatchObject({ metric: 'sys.cpu.user', event: { title: 'On $tag_host' } });
  });

  it('shows no problems of a new one', async () => {
    backend('ovh');
    const { query } = await open<OpenTsdbAnnotationQuery>(AnnotationEditor, { refId: 'Anno', ...NEW_ANNOTATION });
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
    await userEvent.type(screen.getByRole('textbox', { name: 'Title' }), 'deployed{Enter}');
    expect(query()).toMatchObject({ event: { title: 'deployed' } });
    expect(screen.getByText('Choose a metric')).toBeVisible();
  });

  it('reads the annotations that OpenTSDB stores, global ones too', async () => {
    backend('opentsdb');
    const { query } = await open<OpenTsdbAnnotationQuery>(AnnotationEditor, { refId: 'Anno', metric: 'deploys' });
    await userEvent.click(screen.getByRole('radio', { name: 'Annotations stored in OpenTSDB' }));
    await userEvent.click(screen.getByRole('switch', { name: 'Global annotations' }));
    expect(query()).toMatchObject({ queryType: 'annotations', metric: 'deploys', isGlobal: true });
  });

  it.each<[unknown, RegExp]>([
    [{ refId: 'Anno', expr: 'ALERTS' }, /cannot be read.*"expr":"ALERTS"/],
    [['deploys'], /cannot be read.*\["deploys"\]/],
    [{ refId: 'Anno', metric: 'm', filters: 'dc' }, /Invalid fields in the saved query: filters/],
    [{ refId: 'Anno', metric: 'm', event: { title: {} } }, /Invalid fields in the saved query: event/],
  ])('shows what it cannot read, and keeps it until it is edited: %j', async (saved, sentence) => {
    backend('opentsdb');
    const { query } = await open<unknown>(AnnotationEditor, saved);
    expect(screen.getByText(sentence)).toBeInTheDocument();
    expect(query()).toBe(saved);
    await pick('Metric', 'sys.cpu.user');
    expect(query()).toMatchObject({ metric: 'sys.cpu.user' });
    expect(screen.queryByText(sentence)).not.toBeInTheDocument();
    expect(query()).not.toHaveProperty('expr');
  });

  it("shows the backend's warnings, which Grafana does not show", async () => {
    backend('opentsdb');
    const frame = { meta: { notices: [{ severity: 'warning', text: 'Only 1000 series are shown.' }] } };
    const Editor = (props: ComponentProps<typeof AnnotationEditor>) => (
      <AnnotationEditor {...props} data={{ series: [frame, frame] } as unknown as PanelData} />
    );
    await open<OpenTsdbAnnotationQuery>(Editor, { refId: 'Anno', metric: 'm' });
    expect(screen.getByText('Only 1000 series are shown.')).toBeInTheDocument();
  });

  it('shows the error of a server whose abilities are unknown', async () => {
    respondToRequests(() => new Failure(502, 'gra1 is down.'));
    await open<OpenTsdbAnnotationQuery>(AnnotationEditor, { refId: 'Anno', metric: 'm' });
    expect(await screen.findByText(/all features of OpenTSDB are offered. gra1 is down\./)).toBeInTheDocument();
  });

  it('says when the server stores none', async () => {
    backend('ovh');
    await open<OpenTsdbAnnotationQuery>(AnnotationEditor, {
      refId: 'Anno',
      queryType: 'annotations',
      metric: 'deploys',
    });
    expect(await screen.findByText(/stores no annotations/)).toBeInTheDocument();
  });
});

describe("Explore's help", () => {
  it('has examples on a metric of the server, which run on a click', async () => {
    backend('ovh');
    const onClickExample = jest.fn<void, [OpenTsdbQuery]>();
    render(<Help datasource={makeDataSource()} query={{ refId: 'A' }} onClickExample={onClickExample} />);
    await userEvent.click(await screen.findByRole('button', { name: 'avg:auto-avg-gaps:sys.cpu.user{dc=*}' }));
    expect(onClickExample.mock.calls[0][0]).toMatchObject({
      queryType: 'timeseries',
      metric: 'sys.cpu.user',
      filters: [{ tagk: 'dc', type: 'wildcard', filter: '*', groupBy: true }],
      downsampleFillPolicy: 'gaps',
    });
  });

  it('has the editor run the example, once', async () => {
    backend('ovh');
    const datasource = makeDataSource();
    const onRunQuery = jest.fn();
    function Row() {
      const [query, setQuery] = useState<OpenTsdbQuery>({ refId: 'A' });
      return (
        <>
          <Help datasource={datasource} query={query} onClickExample={(example) => setQuery({ ...example })} />
          <QueryEditor datasource={datasource} query={query} onChange={setQuery} onRunQuery={onRunQuery} />
        </>
      );
    }
    render(<Row />);
    expect(onRunQuery).not.toHaveBeenCalled();
    const example = await screen.findByRole('button', { name: 'avg:auto-avg-gaps:sys.cpu.user{dc=*}' });
    await userEvent.click(example);
    expect(onRunQuery).toHaveBeenCalledTimes(1);
    await userEvent.click(example);
    expect(onRunQuery).toHaveBeenCalledTimes(2);
  });
});

it.each<[string, () => Promise<unknown>]>([
  [
    'a variable',
    () => open<VariableQuery>(VariableEditor, { refId: 'v', kind: 'tagValues', metric: 'm', key: 'host' }),
  ],
  ['an annotation', () => open<OpenTsdbAnnotationQuery>(AnnotationEditor, { refId: 'Anno', metric: 'm' })],
  [
    'help',
    () =>
      act(async () =>
        render(<Help datasource={makeDataSource()} query={{ refId: 'A' }} onClickExample={() => undefined} />)
      ),
  ],
])('is accessible: %s', async (_, show) => {
  backend('opentsdb');
  await show();
  await expect(violationsIn(document.body)).resolves.toEqual([]);
});
