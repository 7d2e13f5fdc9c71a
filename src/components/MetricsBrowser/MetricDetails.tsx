import React, { useMemo } from 'react';

import { t } from '@grafana/i18n';
import { Button, FieldValidationMessage, LoadingPlaceholder, Stack, Text } from '@grafana/ui';

import { type OpenTsdbDataSource } from '../../datasource';
import { type OpenTsdbQuery } from '../../query/model';
import { hasFilter, withFilter, withoutFilter } from '../../query/toggleFilter';
import { useResponse } from '../shared/useResponse';
import { MetricSparkline } from './MetricSparkline';
import { TagBars } from './TagBars';
import { summarizeTags } from './tagSummary';

interface Props {
  datasource: OpenTsdbDataSource;
  metric: string;
  query: OpenTsdbQuery;
  change: (fields: Partial<OpenTsdbQuery>) => void;
  onUse: () => void;
  /** In pixels. */
  width: number;
  /** An error that is shown already: it isn't repeated. */
  shownError?: string;
}

/** A preview of a metric: its last hour, the number of its series, and their tags. */
export function MetricDetails({ datasource, metric, query, change, onUse, width, shownError }: Props) {
  const {
    value: list,
    error,
    loading,
  } = useResponse(metric, (signal) => datasource.metadata.series({ metric }, signal));
  const tags = useMemo(() => summarizeTags(list?.series ?? []), [list]);
  const own = { ...query, metric };

  const toggleFilter = (key: string, value: string) => {
    const { filters, tags } = hasFilter(own, key, value)
      ? withoutFilter(own, key, value, 'for')
      : withFilter(own, key, value, 'for');
    change({ metric, filters, tags });
  };

  return (
    <Stack direction="column" gap={2}>
      <Stack justifyContent="space-between" alignItems="center" gap={1}>
        <Text element="h4" variant="h5" truncate>
          {metric}
        </Text>
        <Button size="sm" onClick={onUse}>
          {t('browser.use', 'Use metric')}
        </Button>
      </Stack>
      <MetricSparkline datasource={datasource} metric={metric} width={width} shownErrors={[shownError, error]} />
      {loading && <LoadingPlaceholder text={t('browser.loading', 'Loading…')} />}
      {error && error !== shownError && <FieldValidationMessage>{error}</FieldValidationMessage>}
      {list && (
        <>
          <Text>
            {list.complete
              ? t('browser.series', 'Series: {{number}}', { number: list.series.length })
              : t('browser.series-at-least', 'Series: more than {{number}}, of which these are the tags', {
                  number: list.series.length,
                })}
          </Text>
          <TagBars
            tags={tags}
            seriesCount={list.series.length}
            isFiltered={(key, value) => query.metric === metric && hasFilter(query, key, value)}
            onFilter={toggleFilter}
          />
        </>
      )}
    </Stack>
  );
}
