import React from 'react';

import { t } from '@grafana/i18n';
import { Button, FieldValidationMessage, LoadingPlaceholder, Stack, Text } from '@grafana/ui';

import { type Metadata } from '../../metadata/Metadata';
import { tagsOfSeries } from '../../metadata/metricTree';
import { useAnswer } from '../shared/useAnswer';

/** The most values of a tag that are listed. */
const SHOWN_VALUES = 10;

interface Props {
  metadata: Metadata;
  metric: string;
  onPick: (metric: string) => void;
}

/** How many series a metric has, and their tags. */
export function MetricDetails({ metadata, metric, onPick }: Props) {
  const { value: list, error, loading } = useAnswer(metric, (signal) => metadata.series({ metric }, signal));

  return (
    <Stack direction="column" gap={1}>
      <Stack justifyContent="space-between" alignItems="center" wrap="wrap" gap={1}>
        <Text element="h4" variant="h5">
          {metric}
        </Text>
        <Button size="sm" onClick={() => onPick(metric)}>
          {t('browser.use', 'Use this metric')}
        </Button>
      </Stack>
      {loading && <LoadingPlaceholder text={t('browser.loading', 'Loading…')} />}
      {error && <FieldValidationMessage>{error}</FieldValidationMessage>}
      {list && (
        <>
          <Text color="secondary" variant="bodySmall">
            {list.complete
              ? t('browser.series', 'Series: {{number}}', { number: list.series.length })
              : t('browser.series-at-least', 'Series: more than {{number}}', { number: list.series.length })}
          </Text>
          {tagsOfSeries(list.series).map(({ key, values }) => (
            <Text key={key} variant="bodySmall" element="p">
              {t('browser.tag', '{{key}} ({{number}}): {{values}}', {
                key,
                number: values.length,
                values: values.slice(0, SHOWN_VALUES).join(', ') + (values.length > SHOWN_VALUES ? ' …' : ''),
                interpolation: { escapeValue: false },
              })}
            </Text>
          ))}
        </>
      )}
    </Stack>
  );
}
