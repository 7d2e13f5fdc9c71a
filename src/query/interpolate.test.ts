import { type Variable, templateService } from '../test/variables';
import { interpolate } from './interpolate';
import { type OpenTsdbQuery, type TagFilter } from './model';

const host: Variable = { name: 'host', value: 'web.1' };
const hosts: Variable = { name: 'hosts', value: ['web.1', 'db+2'], multi: true };
const oneOfMany: Variable = { name: 'one', value: 'web.1', multi: true };
const typed: Variable = { name: 'typed', value: 'web-[0-9]+', type: 'textbox' };

const replaced = (query: Partial<OpenTsdbQuery>, ...variables: Variable[]) =>
  interpolate({ refId: 'A', ...query }, templateService(...variables).replace);

const filtered = (filter: Partial<TagFilter>, ...variables: Variable[]) =>
  replaced({ filters: [{ tagk: 'host', type: 'literal_or', filter: '', groupBy: false, ...filter }] }, ...variables)
    .filters?.[0];

describe('variables in a query', () => {
  it('are replaced in every text field', () => {
    const variables: Variable[] = [
      { name: 'metric', value: 'sys.cpu' },
      { name: 'agg', value: 'max' },
      { name: 'every', value: '5m' },
      { name: 'fill', value: 'zero' },
      { name: 'zone', value: 'Europe/Paris' },
      { name: 'limit', value: '65535' },
      { name: 'key', value: 'dc' },
    ];
    expect(
      replaced(
        {
          metric: '${metric}.user',
          aggregator: '$agg',
          downsampleInterval: '$every',
          downsampleAggregator: '[[agg]]',
          downsampleFillPolicy: '$fill',
          timezone: '$zone',
          counterMax: '$limit',
          counterResetValue: 3,
          filters: [{ tagk: '$key', type: 'not_key', filter: '', groupBy: false }],
        },
        ...variables
      )
    ).toEqual({
      refId: 'A',
      metric: 'sys.cpu.user',
      aggregator: 'max',
      downsampleInterval: '5m',
      downsampleAggregator: 'max',
      downsampleFillPolicy: 'zero',
      timezone: 'Europe/Paris',
      counterMax: '65535',
      counterResetValue: 3,
      filters: [{ tagk: 'dc', type: 'not_key', filter: '', groupBy: false }],
    });
  });

  it('become parameters of functions, each value a tag key of its own where there can be several', () => {
    const functions = [
      { name: 'highest', params: ['$n', 'max'] },
      { name: 'timeShift', params: ['+${days}d'] },
      { name: 'asPercent', params: ['$keys', 'rack'] },
      { name: 'scale', params: [0.5] },
    ];
    const values: Variable[] = [
      { name: 'n', value: '5' },
      { name: 'days', value: '2' },
      { name: 'keys', value: ['dc', 'host'], multi: true },
    ];
    expect(replaced({ functions }, ...values).functions).toEqual([
      { name: 'highest', params: ['5', 'max'] },
      { name: 'timeShift', params: ['+2d'] },
      { name: 'asPercent', params: ['dc', 'host', 'rack'] },
      { name: 'scale', params: [0.5] },
    ]);
  });

  it("leave Grafana's own interval to the backend, as in alert rules", () => {
    const own: Variable = { name: '__interval', value: '15s' };
    for (const downsampleInterval of ['$__interval', '${__interval}', '[[__interval]]']) {
      expect(replaced({ downsampleInterval }, own).downsampleInterval).toBe(downsampleInterval);
    }
  });

  it('with several values become as many metrics', () => {
    expect(replaced({ metric: 'sys.$hosts.x' }, { ...hosts, value: ['r1', 'r2'] }).metric).toBe('sys.r1.x|sys.r2.x');
    expect(replaced({ metric: 'a|b.$hosts' }, { ...hosts, value: ['r1', 'r2'] }).metric).toBe('a|b.r1|b.r2');
  });

  it('leave the saved query as it is', () => {
    const query: OpenTsdbQuery = {
      refId: 'A',
      metric: '$host',
      tags: { host: '$host' },
      filters: [{ tagk: 'host', type: 'literal_or', filter: '$host', groupBy: false }],
    };
    const before = JSON.parse(JSON.stringify(query));
    interpolate(query, templateService(host).replace);
    expect(query).toEqual(before);
  });

  it('add no field that the saved query does not have', () => {
    expect(replaced({ metric: 'm' })).toEqual({ refId: 'A', metric: 'm' });
  });
});

describe('variables in an alias', () => {
  it('are replaced by what the dashboard shows', () => {
    expect(replaced({ alias: 'on $hosts' }, hosts).alias).toBe('on web.1 + db+2');
  });

  it.each(['$tag_host', '${tag_host}', '[[tag_host]]', '$metric', '$aggregator', '$tag_dc.name'])(
    'never replace %s, which is the name of each series, even if a variable has that name',
    (name) => {
      const namesakes = ['tag_host', 'metric', 'aggregator', 'tag_dc'].map((name) => ({ name, value: 'X' }));
      expect(replaced({ alias: `${name} - $host` }, host, ...namesakes).alias).toBe(`${name} - web.1`);
    }
  );

  it('are replaced when their name only begins like one of a series', () => {
    expect(replaced({ alias: '$metrics' }, { name: 'metrics', value: 'cpu' }).alias).toBe('cpu');
  });
});

describe('variables in a filter', () => {
  it.each<[string, Partial<TagFilter>, Partial<TagFilter>]>([
    ['literal, one value', { filter: '$host' }, { filter: 'web.1' }],
    ['literal, several values', { filter: '$hosts' }, { filter: 'web.1|db+2' }],
    ['literal, among others', { filter: 'a|$hosts|b' }, { filter: 'a|web.1|db+2|b' }],
    ['literal, inside a value', { filter: 'x-$hosts' }, { filter: 'x-web.1|x-db+2' }],
    ['literal, any case', { type: 'iliteral_or', filter: '$hosts' }, { filter: 'web.1|db+2' }],
    ['negated literal', { type: 'not_literal_or', filter: '$hosts' }, { filter: 'web.1|db+2' }],
    ['regexp, one value', { type: 'regexp', filter: '^$host$' }, { filter: '^web\\.1$' }],
    ['regexp, several values', { type: 'regexp', filter: 'x-$hosts' }, { filter: 'x-(web\\.1|db\\+2)' }],
    ['regexp, one of a multi-value variable', { type: 'regexp', filter: '$one' }, { filter: 'web\\.1' }],
    ['regexp, typed by a person', { type: 'regexp', filter: '^$typed$' }, { filter: '^web-[0-9]+$' }],
    ['wildcard, one value', { type: 'wildcard', filter: '$host*' }, { filter: 'web.1*' }],
    [
      'wildcard, several values',
      { type: 'wildcard', filter: '$hosts*' },
      { type: 'regexp', filter: '^(web\\.1|db\\+2).*$' },
    ],
    [
      'wildcard, any case',
      { type: 'iwildcard', filter: '*$hosts' },
      { type: 'regexp', filter: '(?i)^.*(web\\.1|db\\+2)$' },
    ],
    ['own format', { type: 'regexp', filter: '${hosts:pipe}' }, { filter: 'web.1|db+2' }],
    ['unknown', { filter: '$nothing' }, { filter: '$nothing' }],
  ])('%s', (_, before, after) => {
    expect(filtered(before, host, hosts, oneOfMany, typed)).toEqual({
      tagk: 'host',
      type: 'literal_or',
      groupBy: false,
      ...before,
      ...after,
    });
  });

  it.each(['*', '.*'])('take "All" as every value when its author wrote %s', (value) => {
    const all: Variable = { name: 'all', value, includeAll: true, custom: true };
    expect(filtered({ filter: '$all' }, all)).toMatchObject({ type: 'wildcard', filter: '*' });
    expect(filtered({ type: 'regexp', filter: '$all' }, all)).toMatchObject({ type: 'regexp', filter: value });
  });
});

describe('variables in tags', () => {
  it.each([
    ['$host', 'web.1'],
    ['$hosts', 'web.1|db+2'],
    ['*', '*'],
    ['wildcard($hosts*)', 'regexp(^(web\\.1|db\\+2).*$)'],
    ['regexp(^$hosts)', 'regexp(^(web\\.1|db\\+2))'],
    ['a|b', 'a|b'],
  ])('%s becomes %s', (before, after) => {
    expect(replaced({ tags: { host: before } }, host, hosts).tags).toEqual({ host: after });
  });

  it('replace keys too', () => {
    expect(replaced({ tags: { $key: 'x' } }, { name: 'key', value: 'dc' }).tags).toEqual({ dc: 'x' });
  });
});

describe('ad-hoc filters', () => {
  it('are added to the query, without the fields that only the dashboard needs', () => {
    const replace = templateService().replace;
    const dashboard = [{ key: 'host', operator: '=|', value: 'a', values: ['a', 'b'], keyLabel: 'Host' }];
    expect(interpolate({ refId: 'A', metric: 'm' }, replace, {}, dashboard).adhocFilters).toEqual([
      { key: 'host', operator: '=|', value: 'a', values: ['a', 'b'] },
    ]);
  });
});
