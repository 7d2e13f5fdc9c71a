import { act, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React, { useState } from 'react';

import { CoreApp, FieldType, type PanelData, toDataFrame } from '@grafana/data';

import { documentedServer } from '../../metadata/documentedServer';
import { type FunctionCall } from '../../query/functions/model';
import { type OpenTsdbQuery } from '../../query/model';
import { violationsIn } from '../../test/accessibility';
import { respondToRequests } from '../../test/backend';
import { makeDataSource } from '../../test/dataSource';
import { layOut } from '../../test/layout';
import { setVariables } from '../../test/variables';
import { QueryEditor } from './QueryEditor';

layOut();
beforeEach(() => setVariables({ name: 'n', value: '3' }));

interface Options {
  app?: CoreApp;
  data?: Partial<PanelData>;
  saved?: Partial<OpenTsdbQuery>;
}

/** Opens the editor on a query with functions. */
async function open(functions: FunctionCall[] | undefined, { app, data, saved }: Options = {}) {
  respondToRequests((path) =>
    path === 'server' ? documentedServer('ovh') : { values: ['dc', 'host'], complete: true }
  );
  const datasource = makeDataSource();
  const onRunQuery = jest.fn();
  let query: OpenTsdbQuery = { refId: 'A', metric: 'm', downsampleFillPolicy: 'gaps', functions, ...saved };
  const Page = () => {
    const [current, setCurrent] = useState(query);
    const onChange = (changed: OpenTsdbQuery) => {
      query = changed;
      setCurrent(changed);
    };
    return (
      <QueryEditor
        datasource={datasource}
        query={current}
        onChange={onChange}
        onRunQuery={onRunQuery}
        app={app}
        data={data as PanelData}
      />
    );
  };
  await act(async () => render(<Page />));
  return { functions: () => query.functions, onRunQuery };
}

const add = async (kind: RegExp) => {
  await userEvent.click(screen.getByRole('button', { name: 'Operations' }));
  await userEvent.click(await screen.findByRole('menuitem', { name: kind }));
};
const operation = (name: string) => within(screen.getByRole('group', { name }));
const button = (name: string) => screen.getByRole('button', { name });

const TOP: FunctionCall = { name: 'highest', params: [5, 'max'] };
const SHIFT: FunctionCall = { name: 'timeShift', params: ['1d'] };
const CHANGE: FunctionCall = { name: 'derivative', params: [] };

describe('operations', () => {
  it('are added with initial parameters, and the focus moves to the first parameter', async () => {
    const { functions, onRunQuery } = await open(undefined);
    await add(/^Top and bottom/);
    expect(functions()).toEqual([TOP]);
    expect(onRunQuery).toHaveBeenCalled();
    const { getByRole, getByText } = operation('Operation 1: highest');
    const series = getByRole('textbox', { name: 'Series' });
    await waitFor(() => expect(series).toHaveFocus());
    expect(getByText(/^Keeps the series with the highest values/)).toBeVisible();

    await userEvent.type(series, '7{Enter}', { initialSelectionStart: 0, initialSelectionEnd: 1 });
    await userEvent.click(getByRole('switch', { name: 'The rest as one series' }));
    expect(functions()).toEqual([{ name: 'highest', params: [7, 'max', 'other'] }]);
    await userEvent.click(getByRole('switch', { name: 'The rest as one series' }));
    expect(functions()).toEqual([{ name: 'highest', params: [7, 'max'] }]);
  });

  it('report that they need another interval, and run with it', async () => {
    const saved: Partial<OpenTsdbQuery> = { disableDownsampling: true };
    const { functions, onRunQuery } = await open([{ name: 'asPercent', params: [] }, CHANGE], { saved });
    const message = 'asPercent: series without downsampling have no common times; set an interval';
    expect(operation('Operation 1: asPercent').getByText(message)).toBeVisible();
    expect(operation('Operation 2: derivative').queryByRole('alert')).not.toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Remove derivative' }));
    expect(functions()).toEqual([{ name: 'asPercent', params: [] }]);
    expect(onRunQuery).not.toHaveBeenCalled();
    await userEvent.click(screen.getByRole('button', { name: 'Options' }));
    await userEvent.click(screen.getByRole('radio', { name: /^Auto/ }));
    expect(screen.queryByText(message)).not.toBeInTheDocument();
    expect(onRunQuery).toHaveBeenCalledTimes(1);
  });

  it('are put in order, and removed, from the keyboard', async () => {
    const { functions } = await open([TOP, SHIFT, CHANGE]);
    act(() => button('Apply timeShift earlier').focus());
    await userEvent.keyboard('{Enter}');
    expect(functions()).toEqual([SHIFT, TOP, CHANGE]);
    // It can't be applied any earlier.
    await waitFor(() => expect(button('Apply timeShift later')).toHaveFocus());
    await userEvent.keyboard('{Enter}');
    expect(functions()).toEqual([TOP, SHIFT, CHANGE]);
    await waitFor(() => expect(button('Apply timeShift later')).toHaveFocus());

    act(() => button('Remove timeShift').focus());
    await userEvent.keyboard('{Enter}');
    expect(functions()).toEqual([TOP, CHANGE]);
    await waitFor(() => expect(button('Remove derivative')).toHaveFocus());
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(button('Remove highest')).toHaveFocus());
    await userEvent.keyboard('{Enter}');
    expect(functions()).toBeUndefined();
    await waitFor(() => expect(button('Operations')).toHaveFocus());
  });

  it('can be exchanged for others of their kind, keeping the parameters that both have', async () => {
    const { functions } = await open([{ name: 'movingAverage', params: ['15m'] }]);
    await userEvent.click(screen.getByRole('combobox', { name: 'Function of operation 1' }));
    await userEvent.click(await screen.findByRole('option', { name: /^movingMax/ }));
    expect(functions()).toEqual([{ name: 'movingMax', params: ['15m'] }]);
  });

  it('are saved in their canonical form, however they are typed', async () => {
    const { functions } = await open([SHIFT]);
    const by = screen.getByRole('textbox', { name: 'Time or points' });
    await userEvent.clear(by);
    await userEvent.type(by, '2days{Enter}');
    expect(functions()).toEqual([{ name: 'timeShift', params: ['2d'] }]);
    await userEvent.clear(by);
    await userEvent.type(by, '$n{Enter}');
    expect(functions()).toEqual([{ name: 'timeShift', params: ['$n'] }]);
  });

  it('show their problems at the control, and keep the query from running', async () => {
    const { functions, onRunQuery } = await open([
      { name: 'scale', params: [2] },
      { name: 'highestMx', params: [5] },
    ]);
    const scale = operation('Operation 1: scale');
    await userEvent.clear(scale.getByRole('textbox', { name: 'Number' }));
    await userEvent.type(scale.getByRole('textbox', { name: 'Number' }), 'two{Enter}');
    expect(functions()?.[0]).toEqual({ name: 'scale', params: ['two'] });
    expect(scale.getByRole('alert')).toHaveTextContent('scale: "two" is not a number');
    expect(scale.getByRole('textbox', { name: 'Number' })).toBeInvalid();
    const unknown = operation('Operation 2: highestMx');
    expect(unknown.getByRole('alert')).toHaveTextContent('highestMx is not a function; did you mean highestMax?');
    expect(unknown.getByRole('textbox', { name: 'Parameter 1' })).toHaveValue('5');
    expect(onRunQuery).not.toHaveBeenCalled();
  });

  it("accept gexp's names", async () => {
    await open([{ name: 'highestCurrent', params: [3] }]);
    const { getByRole } = operation('Operation 1: highest');
    expect(getByRole('combobox', { name: 'By' })).toHaveValue('last');
  });

  it('can be read by all', async () => {
    await open([TOP, { name: 'asPercent', params: ['dc'] }, SHIFT, { name: 'nope', params: ['x'] }]);
    expect(await violationsIn(document.body)).toEqual([]);
  });
});

describe('hints', () => {
  it('warn of risky functions in an alert rule', async () => {
    await open([TOP], { app: CoreApp.UnifiedAlerting });
    expect(screen.getByText('highest: A series that leaves the selection resolves its alert.')).toBeVisible();
  });

  it('offer the top 10 of many series', async () => {
    const value = { name: 'Value', type: FieldType.number, values: [1] };
    const series = Array.from({ length: 183 }, () => ({ ...toDataFrame({ fields: [value] }), refId: 'A' }));
    const { functions } = await open(undefined, { data: { series } });
    expect(screen.getByText('There are 183 series.')).toBeVisible();
    await userEvent.click(button('Show the top 10'));
    expect(functions()).toEqual([{ name: 'highest', params: [10, 'avg'] }]);
  });
});
