import React, { useId } from 'react';

import { t } from '@grafana/i18n';
import { EditorField, EditorFieldGroup, EditorRow } from '@grafana/plugin-ui';

import { CommittedInput } from '../shared/CommittedInput';
import { type SectionProps } from './types';

/** How series are named. */
export function LegendRow({ query, change }: SectionProps) {
  const id = useId();

  return (
    <EditorRow>
      <EditorFieldGroup>
        <EditorField
          label={t('editor.alias.label', 'Alias')}
          htmlFor={`${id}-alias`}
          tooltip={t(
            'editor.alias.tooltip',
            'Names each series. $tag_host stands for its tag "host", $metric and $aggregator for those of the query'
          )}
        >
          <CommittedInput
            id={`${id}-alias`}
            value={query.alias ?? ''}
            onCommit={(alias) => change({ alias })}
            placeholder={t('editor.alias.placeholder', 'Metric and tags')}
            width={40}
          />
        </EditorField>
      </EditorFieldGroup>
    </EditorRow>
  );
}
