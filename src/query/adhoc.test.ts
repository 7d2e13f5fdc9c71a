import cases from '../../testdata/adhoc.json';
import { withoutAdhoc } from './adhoc';

it.each(cases)('$adhoc.operator $adhoc.value becomes $type $filter', ({ adhoc, type, filter }) => {
  const query = { refId: 'A', metric: 'm' };
  expect(withoutAdhoc({ ...query, adhocFilters: [adhoc] })).toEqual(
    type ? { ...query, filters: [{ tagk: 'host', type, filter, groupBy: false }] } : { ...query, adhocFilters: [adhoc] }
  );
});

it("comes after the query's own filters, in either form", () => {
  const mine = { tagk: 'dc', type: 'literal_or', filter: 'gra', groupBy: true };
  const query = { refId: 'A', metric: 'm', filters: [mine], tags: { host: '*' } };
  const written = withoutAdhoc({ ...query, adhocFilters: [{ key: 'host', operator: '=', value: 'web01' }] });
  expect(written.filters).toEqual([mine, { tagk: 'host', type: 'literal_or', filter: 'web01', groupBy: false }]);
  expect(written.tags).toEqual({ host: '*' });
  expect(written).not.toHaveProperty('adhocFilters');
});

it('leaves a query without ad-hoc filters as it is', () => {
  expect(withoutAdhoc({ refId: 'A', metric: 'm' })).toEqual({ refId: 'A', metric: 'm' });
});
