import { type QueryFixAction } from '@grafana/data';

import { makeDataSource } from '../test/dataSource';
import { type OpenTsdbQuery, type TagFilter } from './model';

const filter = (type: string, text: string, groupBy = false): TagFilter => ({
  tagk: 'host',
  type,
  filter: text,
  groupBy,
});
const query = (...filters: TagFilter[]): OpenTsdbQuery => ({ refId: 'A', metric: 'm', filters });

const click = (saved: OpenTsdbQuery, type: string, value = 'a') =>
  makeDataSource().modifyQuery(saved, { type, options: { key: 'host', value } } as QueryFixAction);
const toggle = (saved: OpenTsdbQuery, type: 'FILTER_FOR' | 'FILTER_OUT', value = 'a') =>
  makeDataSource().toggleQueryFilter(saved, { type, options: { key: 'host', value } });

describe('a click on a value', () => {
  it('adds a filter for it, or against it', () => {
    expect(click(query(), 'ADD_FILTER')).toEqual(query(filter('literal_or', 'a')));
    expect(click(query(), 'ADD_FILTER_OUT')).toEqual(query(filter('not_literal_or', 'a')));
    expect(click(query(filter('not_literal_or', 'a')), 'ADD_FILTER_OUT', 'b')).toEqual(
      query(filter('not_literal_or', 'a|b'))
    );
  });

  it('adds a filter that passes exactly a value with a separator', () => {
    const once = click(query(), 'ADD_FILTER', 'a|b');
    expect(once).toEqual(query(filter('regexp', '^(?:a\\|b)$')));
    expect(click(once, 'ADD_FILTER', 'a|b')).toEqual(once);
    expect(makeDataSource().queryHasFilter(once, { key: 'host', value: 'a|b' })).toBe(true);
    expect(makeDataSource().queryHasFilter(once, { key: 'host', value: 'a' })).toBe(false);
    expect(toggle(once, 'FILTER_FOR', 'a|b')).toEqual(query());
    expect(click(once, 'ADD_FILTER_OUT', 'a|b')).toEqual(query(filter('regexp', '^(?!(?:a\\|b)$)')));
    expect(click(query(filter('not_literal_or', 'c')), 'ADD_FILTER_OUT', 'a*')).toEqual(
      query(filter('not_literal_or', 'c'), filter('regexp', '^(?!(?:a\\*)$)'))
    );
  });

  it('replaces the opposite filter', () => {
    expect(click(query(filter('not_literal_or', 'a|b')), 'ADD_FILTER')).toEqual(
      query(filter('not_literal_or', 'b'), filter('literal_or', 'a'))
    );
  });

  it('of another type changes nothing', () => {
    const saved = query();
    expect(click(saved, 'ADD_STRING_FILTER')).toBe(saved);
  });

  it('twice removes the filter, and keeps the grouping', () => {
    expect(toggle(toggle(query(), 'FILTER_FOR'), 'FILTER_FOR')).toEqual(query());
    expect(toggle(query(filter('literal_or', 'a', true)), 'FILTER_FOR')).toEqual(query(filter('wildcard', '*', true)));
    expect(makeDataSource().queryHasFilter(query(filter('literal_or', 'a|b')), { key: 'host', value: 'b' })).toBe(true);
  });

  it('works on the older tags too', () => {
    const saved: OpenTsdbQuery = { refId: 'A', tags: { host: 'a|b' } };
    expect(toggle(saved, 'FILTER_FOR')).toEqual({ refId: 'A', tags: { host: 'b' } });
  });
});
