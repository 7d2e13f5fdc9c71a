import { dashboard, prometheusGraph, prometheusStat, prometheusVariable, sourceVariable } from './build';

const requests = 'ovh_opentsdb_requests_total';
const of = '{job=~"$job",instance=~"$instance"}';
const failed = '{job=~"$job",instance=~"$instance",outcome!="ok"}';

const perSecond = (metric: string, by: string, selector = of) =>
  `sum by (${by}) (rate(${metric}${selector}[$__rate_interval]))`;
const quantile = (q: number) =>
  `histogram_quantile(${q}, ${perSecond('ovh_opentsdb_request_seconds_bucket', 'le, call')})`;
const over = (metric: string, selector = of) => `sum(increase(${metric}${selector}[$__range]))`;

export const health = dashboard({
  uid: 'ovh-opentsdb-health',
  title: 'Data source health',
  description:
    "What this plugin's data sources ask of their servers: requests, errors, seconds, bytes, points and reused answers. " +
    'Prometheus has to scrape /metrics/plugins/ovh-opentsdb-datasource of Grafana.',
  range: '6h',
  refresh: '1m',
  variables: [
    sourceVariable('prometheus'),
    prometheusVariable('job', 'Job', requests, 'job'),
    prometheusVariable('instance', 'Instance', requests, 'instance'),
  ],
  rows: [
    {
      height: 4,
      panels: [
        prometheusStat('Requests', 'short', `round(${over(requests)})`),
        prometheusStat(
          'Requests that failed',
          'percentunit',
          `(${over(requests, failed)} or vector(0)) / ${over(requests)}`
        ),
        prometheusStat(
          'Refreshes that fetched the newest points only',
          'percentunit',
          `${over('ovh_opentsdb_refreshes_total', '{job=~"$job",instance=~"$instance",outcome="tail"}')} / ${over('ovh_opentsdb_refreshes_total')}`
        ),
      ],
    },
    {
      panels: [
        prometheusGraph(
          'Requests',
          { unit: 'reqps', min: 0 },
          { expr: perSecond(requests, 'call'), legendFormat: '{{call}}' }
        ),
        prometheusGraph(
          'Errors',
          { unit: 'reqps', min: 0, noValue: 'None' },
          { expr: perSecond(requests, 'call, outcome', failed), legendFormat: '{{call}}: {{outcome}}' }
        ),
      ],
    },
    {
      panels: [
        prometheusGraph(
          'Time until an answer was read, median',
          { unit: 's', min: 0 },
          { expr: quantile(0.5), legendFormat: '{{call}}' }
        ),
        prometheusGraph(
          'Time until an answer was read, the slowest of twenty',
          { unit: 's', min: 0 },
          { expr: quantile(0.95), legendFormat: '{{call}}' }
        ),
      ],
    },
    {
      panels: [
        prometheusGraph(
          'Bytes of answers',
          { unit: 'Bps', min: 0 },
          { expr: perSecond('ovh_opentsdb_answer_bytes_total', 'call'), legendFormat: '{{call}}' }
        ),
        prometheusGraph(
          'Points decoded',
          { unit: 'cps', min: 0 },
          { expr: `sum(rate(ovh_opentsdb_points_total${of}[$__rate_interval]))`, legendFormat: 'points' }
        ),
        prometheusGraph(
          'Queries that kept answers may serve',
          { unit: 'reqps', min: 0 },
          { expr: perSecond('ovh_opentsdb_refreshes_total', 'outcome'), legendFormat: '{{outcome}}' }
        ),
      ],
    },
  ],
});
