import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';

import { documentedServer } from '../metadata/documentedServer';
import { type OpenTsdbQuery } from './model';
import { normalizeQuery } from './normalize';
import { isBlocking, problems } from './problems';

/** Saved queries, and what keeps each from running: read by the backend's tests too. */
const FOLDER = join(__dirname, '../../testdata/queries/problems');

interface Fixture {
  why: string;
  saved: OpenTsdbQuery;
  problems: Array<{ field: string; code: string }>;
}

const fixtures = readdirSync(FOLDER).map((file): [string, Fixture] => [
  file,
  JSON.parse(readFileSync(join(FOLDER, file), 'utf8')),
]);

const problemsOf = (saved: object, server = documentedServer('opentsdb')) => {
  const { query, broken } = normalizeQuery({ refId: 'A', ...saved });
  return problems(query, server, broken);
};

const byField = (list: Array<{ field: string; code: string }>) =>
  list.map(({ field, code }) => `${field}: ${code}`).sort();

it.each(fixtures)('%s', (_, { saved, problems: expected }) => {
  expect(byField(problemsOf(saved))).toEqual(byField(expected));
});

it('assumes variables to become valid', () => {
  const saved = {
    metric: '$metric',
    aggregator: '${agg}',
    downsampleInterval: '$every',
    downsampleFillPolicy: '[[fill]]',
    useCalendar: true,
    timezone: '$zone',
    shouldComputeRate: true,
    isCounter: true,
    counterMax: '$max',
    filters: [{ tagk: '$key', type: 'literal_or', filter: '$value', groupBy: false }],
  };
  expect(problemsOf(saved)).toEqual([]);
});

it('reports what the server does not support, without keeping the query from running', () => {
  const server = {
    ...documentedServer('ovh'),
    name: 'gra1',
    aggregators: ['avg'],
    filterTypes: [{ type: 'not_key', support: 'refused' as const, note: 'gra1 cannot' }],
    fillPolicies: [],
    features: {
      ...documentedServer('ovh').features,
      percentiles: false,
      rollups: false,
      counter: false,
      calendar: false,
    },
  };
  const found = problemsOf(
    {
      metric: 'm',
      aggregator: 'median',
      downsampleFillPolicy: 'zero',
      useCalendar: true,
      percentiles: [95],
      rollupUsage: 'ROLLUP_RAW',
      shouldComputeRate: true,
      isCounter: true,
      filters: [
        { tagk: 'a', type: 'not_key', filter: '', groupBy: false },
        { tagk: 'b', type: 'near', filter: 'x', groupBy: false },
      ],
    },
    server
  );
  expect(byField(found)).toEqual(
    byField(
      [
        'aggregator',
        'downsampleFillPolicy',
        'useCalendar',
        'percentiles',
        'rollupUsage',
        'isCounter',
        'filters[0].type',
        'filters[1].type',
      ].map((field) => ({ field, code: 'unsupported' }))
    )
  );
  expect(found.some(isBlocking)).toBe(false);
});
