import React from 'react';

import { t } from '@grafana/i18n';
import { RadioButtonGroup, Stack } from '@grafana/ui';

import { type EditorMode, type QueryType } from '../../query/model';
import { PatternsButton } from './PatternsButton';
import { type SectionProps } from './types';

interface Props extends SectionProps {
  /** Whether the query type can be chosen: an alert rule needs points over time. */
  offersTypes: boolean;
}

/** The query type, common queries to start from, and the switch between Builder and Code. */
export function HeaderRow({ offersTypes, ...section }: Props) {
  const { query, change } = section;
  const mode = query.editorMode ?? 'builder';
  const type = query.queryType ?? 'timeseries';

  return (
    <Stack justifyContent="space-between" wrap="wrap" gap={1}>
      {offersTypes || type !== 'timeseries' ? (
        <RadioButtonGroup<QueryType>
          aria-label={t('editor.type.label', 'Query type')}
          size="sm"
          options={[
            {
              value: 'timeseries',
              label: t('editor.type.timeseries', 'Time series'),
              description: t('editor.type.timeseries-description', 'Points over time'),
            },
            {
              value: 'last',
              label: t('editor.type.last', 'Last value'),
              description: t('editor.type.last-description', 'The last point of each series'),
            },
            {
              value: 'series',
              label: t('editor.type.series', 'Series'),
              description: t('editor.type.series-description', 'All series, as a table'),
            },
          ]}
          value={type}
          onChange={(queryType) => change({ queryType })}
        />
      ) : (
        <span />
      )}
      <Stack gap={1}>
        {mode === 'builder' && <PatternsButton {...section} />}
        <RadioButtonGroup<EditorMode>
          aria-label={t('editor.mode.label', 'Editor mode')}
          size="sm"
          options={[
            { value: 'builder', label: t('editor.mode.builder', 'Builder') },
            { value: 'code', label: t('editor.mode.code', 'Code') },
          ]}
          value={mode}
          onChange={(editorMode) => change({ editorMode })}
        />
      </Stack>
    </Stack>
  );
}
