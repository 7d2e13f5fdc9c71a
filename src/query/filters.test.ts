import fc from 'fast-check';

import {
  addFilter,
  groupByKeysOf,
  isGroupBy,
  NEW_FILTER,
  removeFilter,
  replaceFilter,
  withFilters,
  withGroupByKeys,
} from './filterList';
import { filtersOf, filterToTag, isCompleteFilter, joinValues, splitValues, tagToFilter, withType } from './filters';
import { type OpenTsdbQuery, type TagFilter } from './model';

const filter = (fields: Partial<TagFilter> = {}): TagFilter => ({
  tagk: 'host',
  type: 'literal_or',
  filter: 'web01',
  groupBy: false,
  ...fields,
});

describe('values of a literal filter', () => {
  it.each([
    ['a|b', ['a', 'b']],
    [' a | b |', ['a', 'b']],
    ['${host:pipe}|b', ['${host:pipe}', 'b']],
    ['', []],
  ])('%j are %j', (text, values) => {
    expect(splitValues(text)).toEqual(values);
  });

  it('join to the text they were split from', () => {
    const value = fc.stringMatching(/^[A-Za-z0-9_./-]+$/);
    fc.assert(fc.property(fc.array(value), (values) => expect(splitValues(joinValues(values))).toEqual(values)));
  });
});

describe('one of the older tags', () => {
  it.each([
    ['web01', 'literal_or', 'web01'],
    ['web01|web02', 'literal_or', 'web01|web02'],
    ['*', 'wildcard', '*'],
    ['web*', 'iwildcard', 'web*'],
    ['regexp(web[0-9]+)', 'regexp', 'web[0-9]+'],
    ['not_literal_or(a|b)', 'not_literal_or', 'a|b'],
  ])('%s is a %s filter, and back', (tag, type, text) => {
    const read = tagToFilter('host', tag);
    expect(read).toEqual({ tagk: 'host', type, filter: text, groupBy: true });
    expect(filterToTag(read)).toBe(tag);
  });

  it('keeps its meaning through a change to any type', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('wildcard', 'iwildcard', 'literal_or', 'regexp'),
        fc.string({ minLength: 1 }),
        (type, text) => {
          const tag = filterToTag(filter({ type, filter: text }));
          expect(tagToFilter('host', tag)).toMatchObject({ type, filter: text });
        }
      )
    );
  });
});

describe('another operator', () => {
  it.each<[string, string, string, string]>([
    ['literal_or', 'a|b', 'regexp', '^(a|b)$'],
    ['literal_or', 'a', 'regexp', '^a$'],
    ['literal_or', 'web.01|$host|${dc:pipe}', 'regexp', '^(web\\.01|$host|${dc:pipe})$'],
    ['iliteral_or', 'a', 'regexp', '(?i)^a$'],
    ['literal_or', '', 'regexp', ''],
    ['regexp', '^(web\\.01|$host)$', 'literal_or', 'web.01|$host'],
    ['regexp', '(?i)^a$', 'iliteral_or', 'a'],
    ['regexp', 'web[0-9]+', 'literal_or', 'web[0-9]+'],
    ['regexp', '^web\\.0.*$', 'wildcard', 'web.0*'],
    ['regexp', 'web[0-9]+', 'wildcard', 'web[0-9]+'],
    ['literal_or', 'a', 'wildcard', 'a'],
    ['literal_or', 'a|b', 'wildcard', '*'],
    ['literal_or', 'a|b', 'not_literal_or', 'a|b'],
    ['literal_or', 'a', 'not_key', ''],
    ['regexp', '^(a|b)$', 'literal_or', 'a|b'],
    ['wildcard', '*', 'literal_or', ''],
    ['wildcard', 'web.0*', 'regexp', '^web\\.0.*$'],
    ['iwildcard', 'web*$n', 'regexp', '(?i)^web.*$n$'],
    ['wildcard', 'web*', 'iwildcard', 'web*'],
  ])('from %s %s to %s: %s', (type, text, to, after) => {
    expect(withType(filter({ type, filter: text }), to)).toEqual(filter({ type: to, filter: after }));
  });
});

describe('a complete filter', () => {
  it.each<[Partial<TagFilter>, boolean]>([
    [{}, true],
    [{ tagk: '' }, false],
    [{ filter: '' }, false],
    [{ type: 'not_key', filter: '' }, true],
    [{ type: '' }, false],
  ])('%j: %s', (fields, complete) => {
    expect(isCompleteFilter(filter(fields))).toBe(complete);
  });
});

describe('group by', () => {
  const keys = fc.constantFrom('host', 'dc', 'rack');
  const anyFilter: fc.Arbitrary<TagFilter> = fc.record({
    tagk: keys,
    type: fc.constantFrom('literal_or', 'wildcard', 'regexp'),
    filter: fc.constantFrom('*', 'a', 'a|b'),
    groupBy: fc.boolean(),
  });
  const anyQuery = fc.record(
    {
      tags: fc.dictionary(keys, fc.constantFrom('*', 'a', 'a|b')),
      filters: fc.array(anyFilter, { maxLength: 4 }),
    },
    { requiredKeys: [] }
  );
  const narrowing = (query: object) =>
    filtersOf(query)
      .filter(({ type, filter }) => type !== 'wildcard' || filter !== '*')
      .map(({ tagk, type, filter }) => `${tagk} ${type} ${filter}`)
      .sort();

  it('is by exactly the chosen keys, and keeps the filters', () => {
    fc.assert(
      fc.property(anyQuery, fc.uniqueArray(keys), (query, chosen) => {
        const changed = withGroupByKeys(query, chosen);
        expect(groupByKeysOf(changed).sort()).toEqual([...chosen].sort());
        expect(narrowing(changed)).toEqual(narrowing(query));
      })
    );
  });

  it('changes nothing if the keys are the same', () => {
    fc.assert(
      fc.property(anyQuery, (query) => {
        const chosen = groupByKeysOf(query);
        expect(groupByKeysOf(withGroupByKeys(query, chosen)).sort()).toEqual([...chosen].sort());
      })
    );
  });
});

describe('filters that are shown', () => {
  it('replace the previous ones, in the form in which they were saved', () => {
    const query = {
      tags: { dc: 'gra', rack: '*' },
      filters: [filter({ filter: '*', type: 'wildcard', groupBy: true })],
    };
    const rows = [filter({ tagk: 'dc', filter: 'gra|bhs', groupBy: true }), filter({ tagk: 'env', filter: 'prod' })];
    expect(withFilters(query, rows, (one) => !isGroupBy(one))).toEqual({
      tags: { dc: 'gra|bhs', rack: '*' },
      filters: [...query.filters, rows[1]],
    });
    expect(withFilters({}, [])).toEqual({});
  });
});

describe('the list of filters', () => {
  const query: OpenTsdbQuery = {
    refId: 'A',
    tags: { dc: 'gra', rack: '*' },
    filters: [filter()],
  };

  it('has the older tags first', () => {
    expect(filtersOf(query).map(({ tagk }) => tagk)).toEqual(['dc', 'rack', 'host']);
  });

  it('reads an empty list of tags, which an old editor saved', () => {
    expect(filtersOf({ tags: [] as unknown as Record<string, string> })).toEqual([]);
  });

  it('changes each entry where it is saved, in place', () => {
    expect(replaceFilter(query, 0, filter({ tagk: 'zone', filter: 'a', groupBy: true }))).toEqual({
      tags: { zone: 'a', rack: '*' },
    });
    expect(replaceFilter(query, 2, filter({ filter: 'x' }))).toEqual({ filters: [filter({ filter: 'x' })] });
  });

  it('turns a tag into a filter when tags cannot express it: not grouped, or the same key twice', () => {
    const ungrouped = filter({ tagk: 'dc', filter: 'gra' });
    expect(replaceFilter(query, 0, ungrouped)).toEqual({ tags: { rack: '*' }, filters: [ungrouped, filter()] });
    const twice = filter({ tagk: 'rack', groupBy: true });
    expect(replaceFilter(query, 0, twice)).toEqual({ tags: { rack: '*' }, filters: [twice, filter()] });
  });

  it('adds at the end, and removes one', () => {
    expect(addFilter(query, NEW_FILTER).filters).toEqual([filter(), NEW_FILTER]);
    expect(removeFilter(query, 1)).toEqual({ tags: { dc: 'gra' } });
    expect(removeFilter(query, 2)).toEqual({ filters: [] });
  });
});
