import { type DataSourceApi } from '@grafana/data';

import { makeDataSource } from '../test/dataSource';
import { type OpenTsdbQuery } from './model';

// Deprecated, yet the one hook that Grafana calls when a panel's data source is switched between two plugins.
const imported = (queries: object[], type: string) =>
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the only hook that Grafana calls when a data source is switched
  makeDataSource().importQueries(queries as OpenTsdbQuery[], { type } as DataSourceApi);

describe('queries of a panel whose data source is switched', () => {
  it('from the built-in OpenTSDB one stay as they are', async () => {
    const query = { refId: 'A', metric: 'm', aggregator: 'sum', tags: { host: '*' }, counterMax: '255' };
    await expect(imported([query], 'opentsdb')).resolves.toEqual([query]);
  });

  it('lose only what an old editor left behind', async () => {
    const leftovers = {
      currentFilterKey: '',
      currentFilterType: 'literal_or',
      currentTagKey: '',
      tags: [],
      filters: {},
    };
    await expect(imported([{ refId: 'A', metric: 'm', ...leftovers }], 'opentsdb')).resolves.toEqual([
      { refId: 'A', metric: 'm', tags: {}, filters: [] },
    ]);
  });

  it('from another type of data source are dropped', async () => {
    await expect(imported([{ refId: 'A', expr: 'up' }], 'prometheus')).resolves.toEqual([]);
  });
});
