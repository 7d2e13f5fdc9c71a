import { act, cleanup, render, screen } from '@testing-library/react';
import userEvent, { PointerEventsCheckLevel } from '@testing-library/user-event';
import fc from 'fast-check';
import { isEqual } from 'lodash';
import React, { useEffect, useState } from 'react';

import { documentedServer } from '../../metadata/documentedServer';
import { type OpenTsdbQuery } from '../../query/model';
import { respondToRequests } from '../../test/backend';
import { makeDataSource } from '../../test/dataSource';
import { layOut } from '../../test/layout';
import { setVariables } from '../../test/variables';
import { QueryEditor } from './QueryEditor';

layOut();
beforeEach(() => setVariables());

/** A page as slow as Explore: changes come back when told to, oldest first, as new objects. */
function openSlowly(saved: OpenTsdbQuery) {
  respondToRequests((path) =>
    path === 'server' ? documentedServer('opentsdb') : { values: ['m1', 'm2'], complete: true }
  );
  const datasource = makeDataSource();
  const committed: OpenTsdbQuery[] = [];
  const ran: OpenTsdbQuery[] = [];
  const underWay: OpenTsdbQuery[] = [];
  const repeated: OpenTsdbQuery[] = [];
  let renders = 0;
  let current = saved;
  let put = (_: OpenTsdbQuery) => {};
  const newest = () => underWay[underWay.length - 1] ?? current;
  const Page = () => {
    const [query, setQuery] = useState(saved);
    const [, redraw] = useState({});
    renders++;
    useEffect(() => {
      current = query;
      put = setQuery;
    }, [query]);
    return (
      <QueryEditor
        datasource={datasource}
        query={query}
        onChange={(changed) => {
          const copy = JSON.parse(JSON.stringify(changed));
          if (isEqual(copy, newest())) {
            repeated.push(copy);
          }
          committed.push(changed);
          underWay.push(copy);
          redraw({});
        }}
        onRunQuery={() => ran.push(committed[committed.length - 1] ?? saved)}
      />
    );
  };
  render(<Page />);
  return {
    committed,
    ran,
    /** Changes that change nothing. */
    repeated,
    renders: () => renders,
    /** What Grafana has by now, and what it has once all changes have come back. */
    saved: () => current,
    newest,
    isUnderWay: () => underWay.length > 0,
    handBack: () => {
      const next = underWay.shift();
      act(() => put(next ?? current));
    },
    /** Something else changes a field, and keeps the rest as it is known to Grafana. */
    changeElsewhere: (fields: Partial<OpenTsdbQuery>) => {
      const next = { ...newest(), ...fields };
      underWay.length = 0;
      act(() => put(next));
    },
  };
}

// Many keys are typed here: what can be clicked is tested elsewhere.
const user = userEvent.setup({ delay: null, pointerEventsCheck: PointerEventsCheckLevel.Never });

const FIELDS = ['Interval', 'Alias', 'Counter max'] as const;
type Field = (typeof FIELDS)[number];

type Step =
  | { kind: 'type'; field: Field; text: string }
  | { kind: 'leave'; field: Field }
  | { kind: 'save' }
  | { kind: 'elsewhere'; field: 'aggregator' | 'alias' };

const field = fc.constantFrom(...FIELDS);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('type' as const), field, text: fc.constantFrom('5', 'm', 'x') }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('leave' as const), field }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('save' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('elsewhere' as const), field: fc.constantFrom('aggregator', 'alias') }),
  }
);

/** Whether OpenTSDB takes the texts that are typed here: a number and one of its units, and a whole number above 0. */
function canRun({ downsampleInterval = '', counterMax }: OpenTsdbQuery): boolean {
  return /^[1-9]\d{0,3}m$/.test(downsampleInterval) && /^[1-9]\d*$/.test(String(counterMax));
}

function textOf({ downsampleInterval, alias, counterMax }: OpenTsdbQuery, name: Field): string | undefined {
  return { Interval: downsampleInterval, Alias: alias, 'Counter max': String(counterMax) }[name];
}

const input = (name: Field) => screen.getByLabelText<HTMLInputElement>(name);

it('loses no keystroke and runs nothing unfinished, however late changes come back', async () => {
  const saved: OpenTsdbQuery = {
    refId: 'A',
    metric: 'm',
    alias: 'a',
    downsampleInterval: '5m',
    shouldComputeRate: true,
    isCounter: true,
    counterMax: 5,
  };
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 30, maxLength: 40 }), async (steps) => {
      const page = openSlowly(saved);
      await userEvent.click(await screen.findByRole('button', { name: 'Options' }));
      const shown: Record<Field, string> = { Interval: '5m', Alias: 'a', 'Counter max': '5' };
      let aggregator = 'avg';
      for (const [i, one] of steps.entries()) {
        switch (one.kind) {
          case 'type':
            await user.type(input(one.field), one.text);
            shown[one.field] += one.text;
            expect(textOf(page.newest(), one.field)).not.toBe(shown[one.field]);
            break;
          case 'leave':
            act(() => input(one.field).focus());
            act(() => input(one.field).blur());
            break;
          case 'save':
            page.handBack();
            break;
          case 'elsewhere':
            if (one.field === 'alias') {
              shown.Alias = `elsewhere ${i}`;
              page.changeElsewhere({ alias: shown.Alias });
            } else {
              aggregator = aggregator === 'sum' ? 'max' : 'sum';
              page.changeElsewhere({ aggregator });
            }
            break;
        }
        for (const name of FIELDS) {
          expect([name, input(name).value]).toEqual([name, shown[name]]);
        }
        expect(screen.getByRole('combobox', { name: 'Aggregator' })).toHaveValue(aggregator);
      }
      // Once all is left and everything has come back, Grafana has what is shown, and has run each change that can be run.
      for (const name of FIELDS) {
        act(() => input(name).focus());
        act(() => input(name).blur());
      }
      while (page.isUnderWay()) {
        page.handBack();
      }
      const last = page.saved();
      expect([last.aggregator ?? 'avg', ...FIELDS.map((name) => textOf(last, name))]).toEqual([
        aggregator,
        ...FIELDS.map((name) => shown[name]),
      ]);
      expect(page.repeated).toEqual([]);
      expect(page.ran).toEqual(page.committed.filter(canRun));
      expect(page.committed.length).toBeLessThanOrEqual(steps.length + FIELDS.length);
      expect(page.renders()).toBeLessThan(10 * (steps.length + 2));
      cleanup();
    }),
    { numRuns: 4 }
  );
}, 600_000);
