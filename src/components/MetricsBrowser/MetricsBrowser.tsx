import React, { useState } from 'react';

import { t } from '@grafana/i18n';
import { Drawer, Field, FieldValidationMessage, Input, LoadingPlaceholder, Stack, Text } from '@grafana/ui';

import { type Metadata } from '../../metadata/Metadata';
import { metricTree } from '../../metadata/metricTree';
import { MetricDetails } from './MetricDetails';
import { MetricTree } from './MetricTree';
import { useAnswer } from '../shared/useAnswer';

/** How long typing has to pause before the server is asked, in milliseconds. */
const PAUSE_MS = 300;

interface Props {
  metadata: Metadata;
  /** The metric of the query, shown first. */
  metric?: string;
  onPick: (metric: string) => void;
  onClose: () => void;
}

/** Walks the server's metrics as a tree, and shows one's tags before it is queried. */
export default function MetricsBrowser({ metadata, metric, onPick, onClose }: Props) {
  const [search, setSearch] = useState('');
  const [selected, setSelected] = useState(metric || undefined);
  const {
    value: names,
    error,
    loading,
  } = useAnswer(search, (signal) => metadata.metrics({ q: search }, signal), PAUSE_MS);

  return (
    <Drawer title={t('browser.title', 'Metrics')} size="sm" onClose={onClose}>
      <Stack direction="column" gap={2}>
        <Field label={t('browser.search', 'Search')} noMargin>
          <Input
            id="metrics-browser-search"
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
            placeholder="cpu"
            autoFocus
          />
        </Field>
        {selected && <MetricDetails key={selected} metadata={metadata} metric={selected} onPick={onPick} />}
        {error && <FieldValidationMessage>{error}</FieldValidationMessage>}
        {loading && <LoadingPlaceholder text={t('browser.loading', 'Loading…')} />}
        {names?.values.length === 0 && <Text color="secondary">{t('browser.none', 'No metric matches')}</Text>}
        {names && (
          <MetricTree
            // Another search opens another tree.
            key={search}
            nodes={metricTree(names.values)}
            isOpen={search !== ''}
            selected={selected}
            onSelect={setSelected}
          />
        )}
        {names && !names.complete && (
          <Text color="secondary" variant="bodySmall">
            {t('picker.more', 'There are more: type to narrow them down')}
          </Text>
        )}
      </Stack>
    </Drawer>
  );
}
