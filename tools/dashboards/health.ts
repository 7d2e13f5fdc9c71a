import { dashboard, prometheusGraph, prometheusStat, prometheusVariable, sourceVariable } from './build';

const calls = 'ovh_opentsdb_calls_total';
const cached = 'ovh_opentsdb_response_cache_queries_total';
const of = '{job=~"$job",instance=~"$instance"}';
const failed = '{job=~"$job",instance=~"$instance",outcome!="ok"}';

const perSecond = (metric: string, by: string, selector = of) =>
  `sum by (${by}) (rate(${metric}${selector}[$__rate_interval]))`;
const rateOf = (metric: string) => `rate(${metric}${of}[$__rate_interval])`;
const quantile = (q: number) =>
  `histogram_quantile(${q}, ${perSecond('ovh_opentsdb_call_duration_seconds_bucket', 'le, call')})`;
const over = (metric: string, selector = of) => `sum(increase(${metric}${selector}[$__range]))`;

export const health = dashboard({
  uid: 'ovh-opentsdb-health',
  title: 'Data source health',
  description:
    "What this plugin's data sources ask of their servers: requests, errors, duration, bytes, points and cache use. " +
    'Prometheus has to scrape /metrics/plugins/ovh-opentsdb-datasource of Grafana.',
  range: '6h',
  refresh: '1m',
  variables: [
    sourceVariable('prometheus'),
    prometheusVariable('job', 'Job', calls, 'job'),
    prometheusVariable('instance', 'Instance', calls, 'instance'),
  ],
  rows: [
    {
      height: 4,
      panels: [
        prometheusStat('Requests', 'short', `round(${over(calls)})`),
        prometheusStat('Requests that failed', 'percentunit', `(${over(calls, failed)} or vector(0)) / ${over(calls)}`),
        prometheusStat(
          'Queries that the response cache served',
          'percentunit',
          `${over(cached, '{job=~"$job",instance=~"$instance",outcome=~"hit|tail"}')} / ${over(cached)}`
        ),
      ],
    },
    {
      panels: [
        prometheusGraph(
          'Requests',
          { unit: 'reqps', min: 0 },
          { expr: perSecond(calls, 'call'), legendFormat: '{{call}}' }
        ),
        prometheusGraph(
          'Errors',
          { unit: 'reqps', min: 0, noValue: 'None' },
          { expr: perSecond(calls, 'call, outcome', failed), legendFormat: '{{call}}: {{outcome}}' }
        ),
      ],
    },
    {
      panels: [
        prometheusGraph(
          'Duration of calls, median',
          { unit: 's', min: 0 },
          { expr: quantile(0.5), legendFormat: '{{call}}' }
        ),
        prometheusGraph(
          'Duration of calls, 95th percentile',
          { unit: 's', min: 0 },
          { expr: quantile(0.95), legendFormat: '{{call}}' }
        ),
      ],
    },
    {
      panels: [
        prometheusGraph(
          'Response bytes',
          { unit: 'Bps', min: 0 },
          { expr: perSecond('ovh_opentsdb_response_bytes_total', 'call'), legendFormat: '{{call}}' }
        ),
        prometheusGraph(
          'Points decoded',
          { unit: 'cps', min: 0 },
          { expr: `sum(${rateOf('ovh_opentsdb_points_total')})`, legendFormat: 'points' }
        ),
        prometheusGraph(
          'Queries by what the response cache did',
          { unit: 'reqps', min: 0 },
          { expr: perSecond(cached, 'outcome'), legendFormat: '{{outcome}}' }
        ),
      ],
    },
    {
      panels: [
        prometheusGraph(
          'Wait for a slot, 95th percentile',
          { unit: 's', min: 0 },
          {
            expr: `histogram_quantile(0.95, ${perSecond('ovh_opentsdb_queue_duration_seconds_bucket', 'le')})`,
            legendFormat: 'wait',
          }
        ),
        prometheusGraph(
          'Response cache',
          { unit: 'bytes', min: 0 },
          { expr: `sum(ovh_opentsdb_response_cache_bytes${of})`, legendFormat: 'size' }
        ),
        prometheusGraph(
          'Shared requests, evictions and failed sample intervals',
          { unit: 'cps', min: 0 },
          { expr: perSecond('ovh_opentsdb_coalesced_requests_total', 'call'), legendFormat: 'shared {{call}}' },
          { expr: `sum(${rateOf('ovh_opentsdb_response_cache_evictions_total')})`, legendFormat: 'evictions' },
          {
            expr: `sum(${rateOf('ovh_opentsdb_sample_interval_failures_total')})`,
            legendFormat: 'failed sample intervals',
          }
        ),
      ],
    },
  ],
});
