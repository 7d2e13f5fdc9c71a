import React, { lazy, Suspense, useId, useState } from 'react';

import { t } from '@grafana/i18n';
import { EditorField, EditorFieldGroup, EditorRow } from '@grafana/plugin-ui';
import { Button, Stack } from '@grafana/ui';

import { NamePicker } from '../shared/NamePicker';
import { AggregatorPicker } from './AggregatorPicker';
import { type SectionProps } from './types';

const MetricsBrowser = lazy(() => import('../MetricsBrowser/MetricsBrowser'));

interface Props extends SectionProps {
  /** Whether series become one at all. */
  aggregates: boolean;
}

/** Which metric, and how its series become one. */
export function MetricRow({ query, change, datasource, server, aggregates }: Props) {
  const id = useId();
  const [browses, setBrowses] = useState(false);

  return (
    <EditorRow>
      <EditorFieldGroup>
        <EditorField label={t('editor.metric.label', 'Metric')} htmlFor={`${id}-metric`}>
          <Stack gap={0.5}>
            <div>
              <NamePicker
                id={`${id}-metric`}
                value={query.metric ?? ''}
                onChange={(metric) => change({ metric: metric.trim() })}
                load={(q, signal) => datasource.metadata.metrics({ q }, signal)}
                placeholder={t('editor.metric.placeholder', 'Type to search')}
                minWidth={30}
                maxWidth={60}
              />
            </div>
            <Button
              variant="secondary"
              icon="book-open"
              tooltip={t('editor.metric.browse', 'Browse metrics')}
              aria-label={t('editor.metric.browse', 'Browse metrics')}
              onClick={() => setBrowses(true)}
            />
          </Stack>
        </EditorField>
        {aggregates && (
          <EditorField
            label={t('editor.aggregator.label', 'Aggregator')}
            htmlFor={`${id}-aggregator`}
            tooltip={t('editor.aggregator.tooltip', 'How the series of one group become one')}
          >
            <AggregatorPicker
              id={`${id}-aggregator`}
              value={query.aggregator}
              onChange={(aggregator) => change({ aggregator })}
              offered={server.aggregators}
              server={server}
            />
          </EditorField>
        )}
      </EditorFieldGroup>
      {browses && (
        <Suspense fallback={null}>
          <MetricsBrowser
            datasource={datasource}
            query={query}
            change={change}
            onClose={() => setBrowses(false)}
          />
        </Suspense>
      )}
    </EditorRow>
  );
}
