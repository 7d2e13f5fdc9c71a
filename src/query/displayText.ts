import { t } from '@grafana/i18n';

import { type OpenTsdbQuery } from './model';
import { formatQuery, formatSelection } from './text/format';

/** A query in one line, for a collapsed query row and Explore's history. Queries with different results have different texts. */
export function displayText(query: OpenTsdbQuery): string {
  if (!query.metric) {
    return '';
  }
  const selection = { selection: formatSelection(query), interpolation: { escapeValue: false } };
  switch (query.queryType) {
    case 'last':
      return t('query.display.last', 'Last value of {{selection}}', selection);
    case 'series':
      return t('query.display.series', 'Series of {{selection}}', selection);
    case 'annotations':
      return t('query.display.annotations', 'Annotations of {{selection}}', selection);
    default:
      return [formatQuery(query), query.alias].filter(Boolean).join(' · ');
  }
}
