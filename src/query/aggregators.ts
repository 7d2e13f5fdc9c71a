import { t } from '@grafana/i18n';

/** What an aggregator does, for people; undefined for one that this plugin doesn't know. */
export function aggregatorDescription(name: string): string | undefined {
  switch (name) {
    case 'avg':
      return t('query.aggregator.avg', 'The average');
    case 'sum':
      return t('query.aggregator.sum', 'The sum');
    case 'min':
      return t('query.aggregator.min', 'The smallest');
    case 'max':
      return t('query.aggregator.max', 'The largest');
    case 'count':
      return t('query.aggregator.count', 'How many there are');
    case 'median':
      return t('query.aggregator.median', 'The middle value');
    case 'dev':
      return t('query.aggregator.dev', 'The standard deviation');
    case 'diff':
      return t('query.aggregator.diff', 'Last value minus first value');
    case 'first':
      return t('query.aggregator.first', 'The first');
    case 'last':
      return t('query.aggregator.last', 'The last');
    case 'mult':
      return t('query.aggregator.mult', 'The product');
    case 'none':
      return t('query.aggregator.none', 'Every series by itself, nothing aggregated');
    case 'zimsum':
      return t('query.aggregator.zimsum', 'The sum, nothing interpolated: a missing point counts as 0');
    case 'mimmin':
      return t('query.aggregator.mimmin', 'The smallest, nothing interpolated');
    case 'mimmax':
      return t('query.aggregator.mimmax', 'The largest, nothing interpolated');
    case 'pfsum':
      return t('query.aggregator.pfsum', 'The sum, a missing point repeats the one before');
    case 'squareSum':
      return t('query.aggregator.square-sum', 'The sum of squares');
    default:
      return percentileDescription(name);
  }
}

/** `p95` and `p999`, and their estimated forms `ep95r3` and `ep95r7` (OpenTSDB's aggregators page). */
function percentileDescription(name: string): string | undefined {
  const match = /^(e?)p(\d{2,3})(r\d)?$/.exec(name);
  if (!match) {
    return undefined;
  }
  const percentile = match[2].length === 3 ? Number(match[2]) / 10 : Number(match[2]);
  return match[1] === ''
    ? t('query.aggregator.percentile', 'The {{percentile}}th percentile', { percentile })
    : t('query.aggregator.estimated-percentile', 'The {{percentile}}th percentile, estimated (R-{{method}})', {
        percentile,
        method: match[3]?.slice(1) ?? '',
      });
}
