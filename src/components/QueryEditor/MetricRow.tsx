import React, { useId } from 'react';

import { t } from '@grafana/i18n';
import { EditorField, EditorFieldGroup, EditorRow } from '@grafana/plugin-ui';

import { NamePicker } from '../shared/NamePicker';
import { AggregatorPicker } from './AggregatorPicker';
import { type SectionProps } from './types';

interface Props extends SectionProps {
  /** Whether series become one at all. */
  aggregates: boolean;
}

/** Which metric, and how its series become one. */
export function MetricRow({ query, change, datasource, server, aggregates }: Props) {
  const id = useId();

  return (
    <EditorRow>
      <EditorFieldGroup>
        <EditorField label={t('editor.metric.label', 'Metric')} htmlFor={`${id}-metric`}>
          <NamePicker
            id={`${id}-metric`}
            value={query.metric ?? ''}
            onChange={(metric) => change({ metric: metric.trim() })}
            load={(q, signal) => datasource.metadata.metrics({ q }, signal)}
            placeholder={t('editor.metric.placeholder', 'Type to search')}
            minWidth={30}
            maxWidth={60}
          />
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
    </EditorRow>
  );
}
