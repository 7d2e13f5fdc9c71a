import { customVariable, dashboard, graph, meanBars, points, type Query, sourceVariable, variable } from './build';

const unit = { unit: 'short' };

/** One series for each value of the tag chosen. */
const byTag = (rest: Partial<Query> = {}): Query =>
  points('$metric', '$aggregate', { where: [], by: ['$tag'], legend: 'auto', ...rest });

/** All series as one. */
const together = (rest: Partial<Query> = {}): Query =>
  points('$metric', '$aggregate', { where: [], by: [], legend: 'auto', ...rest });

export const compare = dashboard({
  uid: 'ovh-opentsdb-compare',
  title: 'Compare and rank',
  description:
    'The highest series and the rest, now beside earlier, shares of the total, calmer lines and running sums of one metric.',
  range: '6h',
  refresh: '1m',
  variables: [
    sourceVariable(),
    variable('metric', 'Metric', { kind: 'metrics' }),
    variable('tag', 'Tag', { kind: 'tagKeys', metric: '$metric' }),
    customVariable('aggregate', 'Aggregator', ['avg', 'sum', 'min', 'max']),
    customVariable('top', 'Top', ['3', '5', '10', '20']),
    customVariable('earlier', 'Compare with', ['1d', '1h', '1w', '30d']),
    customVariable('window', 'Window', ['30m', '10m', '1h', '6h', '1d']),
  ],
  rows: [
    {
      title: 'Rank',
      panels: [
        graph(
          'The top $top of $tag, and the rest',
          unit,
          byTag({ functions: [{ name: 'highest', params: ['$top', 'avg', 'other'] }] })
        ),
        meanBars('By the average, the highest first', unit, {
          ...byTag({ functions: [{ name: 'sortBy', params: ['avg', 'desc'] }] }),
        }),
      ],
    },
    {
      title: 'Compare',
      panels: [
        graph('Now, and $earlier earlier', unit, together(), {
          ...together({ functions: [{ name: 'timeShift', params: ['$earlier'] }] }),
        }),
        graph(
          'Share of the total',
          { unit: 'percent', min: 0, max: 100 },
          byTag({ functions: [{ name: 'asPercent', params: [] }] })
        ),
      ],
    },
    {
      title: 'Calm and count',
      panels: [
        graph('The average of $window, beside each value', unit, together(), {
          ...together({ functions: [{ name: 'movingAverage', params: ['$window'] }], alias: 'average of $window' }),
        }),
        graph(
          'The change from one interval to the next',
          unit,
          byTag({ functions: [{ name: 'derivative', params: [] }] })
        ),
      ],
    },
  ],
});
