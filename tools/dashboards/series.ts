import { customVariable, dashboard, graph, points, sourceVariable, table, textVariable, variable } from './build';

export const series = dashboard({
  uid: 'ovh-opentsdb-series',
  title: 'Series browser',
  description: "What the server has: a metric's tags, its series, their points and their last values.",
  range: '6h',
  refresh: '',
  variables: [
    sourceVariable(),
    textVariable('search', 'Search'),
    variable('metric', 'Metric', { kind: 'metrics', search: '$search' }),
    variable('tag', 'Tag', { kind: 'tagKeys', metric: '$metric' }),
    variable('value', 'Value', { kind: 'tagValues', metric: '$metric', key: '$tag' }, { several: true, all: '*' }),
    customVariable('aggregate', 'Aggregator', ['avg', 'sum', 'min', 'max', 'count']),
  ],
  rows: [
    {
      height: 10,
      panels: [
        graph(
          '$metric by $tag',
          { unit: 'short' },
          points('$metric', '$aggregate', { where: [['$tag', '$value']], by: ['$tag'] })
        ),
      ],
    },
    {
      height: 12,
      panels: [
        table('Series', {
          queryType: 'series',
          metric: '$metric',
          filters: [{ tagk: '$tag', type: 'literal_or', filter: '$value', groupBy: true }],
        }),
        table('Last values', {
          queryType: 'last',
          format: 'table',
          metric: '$metric',
          filters: [{ tagk: '$tag', type: 'literal_or', filter: '$value', groupBy: true }],
        }),
      ],
    },
  ],
});
