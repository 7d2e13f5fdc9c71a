import { type DataFrame, FieldType, toDataFrame } from '@grafana/data';

import { hintsOf } from './hints';
import { type OpenTsdbQuery } from './model';

const frame = (values: Array<number | null>): DataFrame =>
  toDataFrame({
    fields: [
      { name: 'Time', type: FieldType.time, values: values.map((_, i) => i) },
      { name: 'Value', type: FieldType.number, values },
    ],
  });
const growing = frame([1, 2, null, 3, 4, 5, 5, 6, 7, 8, 9, 10]);
const up_and_down = frame([1, 3, 2, 5, 4, 6, 7, 5, 3, 2, 1, 2]);
const query = (fields: Partial<OpenTsdbQuery> = {}): OpenTsdbQuery => ({
  refId: 'A',
  metric: 'm',
  downsampleFillPolicy: 'gaps',
  ...fields,
});
const ids = (...args: Parameters<typeof hintsOf>) => hintsOf(...args).map(({ id }) => id);

it('offers the rate for values that only increase', () => {
  const [hint] = hintsOf(query(), [growing, growing], false);
  expect(hint).toMatchObject({ id: 'counter', fixes: [{ change: { shouldComputeRate: true, isCounter: true } }] });
  expect(ids(query(), [growing, up_and_down], false)).toEqual([]);
  expect(ids(query({ shouldComputeRate: true }), [growing], false)).toEqual([]);
  expect(ids(query(), [frame([1, 2, 3])], false)).toEqual([]);
});

it('warns of points that the server fills in', () => {
  expect(ids(query({ downsampleFillPolicy: undefined }), [up_and_down], true)).toEqual(['ended-series']);
  expect(ids(query({ downsampleFillPolicy: undefined }), [up_and_down], false)).toEqual([]);
  expect(ids(query(), [up_and_down], true)).toEqual([]);
});

it('offers the top of many series, or to make one of them', () => {
  const many = Array.from({ length: 51 }, () => up_and_down);
  const groups = [
    { tagk: 'host', type: 'wildcard', filter: '*', groupBy: true },
    { tagk: 'dc', type: 'literal_or', filter: 'gra', groupBy: true },
  ];
  const scale = { name: 'scale', params: [2] };
  const top = { label: 'Show the top 10', change: { functions: [scale, { name: 'highest', params: [10, 'avg'] }] } };
  expect(hintsOf(query({ filters: groups, functions: [scale] }), many, false)).toMatchObject([
    { id: 'many-series', text: 'There are 51 series.', fixes: [top, { change: { filters: [{ tagk: 'dc' }] } }] },
  ]);
  expect(hintsOf(query({ aggregator: 'none' }), many, false)).toMatchObject([
    { fixes: [{ label: 'Show the top 10' }, { change: { aggregator: 'avg' } }] },
  ]);
});

it('reads series that are columns of one frame, and none from rows', () => {
  const wide = (values: number[], count: number) =>
    toDataFrame({
      fields: [
        { name: 'Time', type: FieldType.time, values: values.map((_, i) => i) },
        ...Array.from({ length: count }, () => ({ name: 'Value', type: FieldType.number, values })),
      ],
    });
  const rising = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
  expect(ids(query({ format: 'wide' }), [wide([3, 1, 2], 51)], false)).toEqual(['many-series']);
  expect(ids(query({ format: 'wide' }), [wide(rising, 2)], false)).toEqual(['counter']);
  const mixed = wide(rising, 1);
  mixed.fields.push({ ...mixed.fields[1], values: [...rising].reverse() });
  expect(ids(query({ format: 'wide' }), [mixed], false)).toEqual([]);
  expect(ids(query({ format: 'table' }), [wide(rising, 1)], false)).toEqual([]);
});

it('warns of risky functions only in alert rules', () => {
  const functions = [
    { name: 'highest', params: [5, 'max'] },
    { name: 'movingAverage', params: ['10m'] },
    { name: 'keepLastValue', params: [] },
  ];
  expect(ids(query({ functions }), [up_and_down], false)).toEqual([]);
  expect(hintsOf(query({ functions }), [up_and_down], false, true).map(({ text }) => text)).toEqual([
    'highest: A series that leaves the selection resolves its alert.',
    'keepLastValue: Without a limit, "no data" never fires: the last value goes on.',
  ]);
});
