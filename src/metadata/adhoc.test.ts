import { type DataSourceGetTagKeysOptions, type DataSourceGetTagValuesOptions } from '@grafana/data';

import { type OpenTsdbQuery } from '../query/model';
import { answerRequests } from '../test/backend';
import { makeDataSource } from '../test/dataSource';
import { setVariables } from '../test/variables';

const KEYS: Record<string, string[]> = {
  'os.cpu': ['host', 'dc'],
  'disk.used': ['host', 'mount'],
  'job.time': ['job'],
};

beforeEach(() => setVariables({ name: 'm', value: ['os.cpu', 'disk.used'], multi: true }));

const queries = (...metrics: string[]) => metrics.map((metric) => ({ refId: 'A', metric }));

it.each<[string[], string[]]>([
  [['os.cpu'], ['host', 'dc']],
  [
    ['os.cpu', 'disk.used'],
    ['dc', 'host', 'mount'],
  ],
  [['os.cpu|job.time'], ['dc', 'host', 'job']],
  [['$m'], ['dc', 'host', 'mount']],
])('keys for panels of %j are those of any of their metrics', async (metrics, keys) => {
  answerRequests((_, { metric }) => ({ values: KEYS[metric] ?? ['of every metric'], complete: true }));
  const options = { queries: queries(...metrics), filters: [] } as DataSourceGetTagKeysOptions<OpenTsdbQuery>;
  await expect(makeDataSource().getTagKeys(options)).resolves.toEqual(keys.map((text) => ({ text })));
});

it('values are those that pass the other filters', async () => {
  const requests = answerRequests(() => ({ values: ['web01'], complete: true }));
  const filters = [{ key: 'dc', operator: '=', value: 'gra' }];
  const options = { key: 'host', queries: queries('os.cpu'), filters } as unknown;
  await makeDataSource().getTagValues(options as DataSourceGetTagValuesOptions<OpenTsdbQuery>);
  const sent = [{ tagk: 'dc', type: 'literal_or', filter: 'gra', groupBy: false }];
  expect(requests.map(({ params }) => params)).toEqual([
    { key: 'host', metric: 'os.cpu', filters: JSON.stringify(sent) },
  ]);
});
