import { CoreApp, type DataQueryRequest, dateTime, FieldType, type AdHocVariableFilter } from '@grafana/data';
import { config } from '@grafana/runtime';
import { lastValueFrom } from 'rxjs';

import { type OpenTsdbQuery } from '../query/model';
import { respondToRequests, Failure } from '../test/backend';
import { makeDataSource } from '../test/dataSource';
import { setVariables } from '../test/variables';

const TAGS: Record<string, Record<string, string>> = { 'os.cpu': { host: 'web01' }, 'disk.used': { mount: '/' } };

/** A frame of the backend with a notice. */
const frame = {
  schema: {
    refId: 'A',
    meta: { notices: [{ severity: 'info', text: 'Cached.' }] },
    fields: [
      { name: 'Time', type: FieldType.time },
      { name: 'Value', type: FieldType.number },
    ],
  },
  data: { values: [[0], [1]] },
};

/** Runs a panel's queries, and returns the ad-hoc filters that each takes along, and the notices of the response. */
async function run(queries: OpenTsdbQuery[], filters: AdHocVariableFilter[], app = CoreApp.Dashboard) {
  const requests = respondToRequests((path, { metric }) => {
    if (path !== 'series') {
      return { results: { A: { frames: [frame] } } };
    }
    return metric in TAGS ? { series: [{ metric, tags: TAGS[metric] }], complete: true } : new Failure(500, 'busy');
  });
  const range = { from: dateTime(0), to: dateTime(3_600_000), raw: { from: 'now-1h', to: 'now' } };
  const request = { app, targets: queries, filters, range, scopedVars: {}, intervalMs: 1000, maxDataPoints: 100 };
  const { data } = await lastValueFrom(makeDataSource().query(request as unknown as DataQueryRequest<OpenTsdbQuery>));
  const sent = (requests.at(-1)?.data as { queries: OpenTsdbQuery[] }).queries;
  const notices = (data[0].meta.notices as Array<{ text: string }>).map(({ text }) => text);
  return { adhoc: sent.map(({ adhocFilters }) => adhocFilters?.map(({ key }) => key) ?? []), notices };
}

const panel = (...metrics: string[]): OpenTsdbQuery[] => metrics.map((metric, i) => ({ refId: 'ABC'[i], metric }));
const mount: AdHocVariableFilter = { key: 'mount', operator: '=', value: '/' };
const host: AdHocVariableFilter = { key: 'host', operator: '=', value: 'web01' };

beforeEach(() => setVariables());
afterEach(() => {
  config.featureToggles = {};
});

describe('where Grafana strikes out, in the header of a panel, the filters that are not applied to it', () => {
  beforeEach(() => {
    config.featureToggles = { perPanelNonApplicableDrilldowns: true };
  });

  it('a filter on a key that the metric lacks is not applied, and says so', async () => {
    expect(await run(panel('os.cpu'), [mount, host])).toEqual({
      adhoc: [['host']],
      notices: ['Cached.', 'Not filtered by mount. No series of os.cpu has the tag "mount".'],
    });
  });

  it('a filter with an unsupported operator is not applied', async () => {
    const { adhoc, notices } = await run(panel('os.cpu'), [{ ...host, operator: '<' }]);
    expect(adhoc).toEqual([[]]);
    expect(notices).toContain("Not filtered by host. OpenTSDB can't filter by <. Choose =, !=, =~ or !~.");
  });

  it('a filter that applies to one of the queries is applied to all, as its name is not struck out', async () => {
    expect(await run(panel('os.cpu', 'disk.used'), [mount])).toEqual({
      adhoc: [['mount'], ['mount']],
      notices: ['Cached.'],
    });
  });

  it('all are applied where the tags of the metric could not be looked up', async () => {
    expect(await run(panel('unknown'), [mount])).toEqual({ adhoc: [['mount']], notices: ['Cached.'] });
  });

  it('all are applied outside of dashboards', async () => {
    expect((await run(panel('os.cpu'), [mount], CoreApp.Explore)).adhoc).toEqual([['mount']]);
  });
});

it('elsewhere all filters are applied, so that a panel never shows more than its filters allow', async () => {
  expect(await run(panel('os.cpu'), [mount])).toEqual({ adhoc: [['mount']], notices: ['Cached.'] });
});
