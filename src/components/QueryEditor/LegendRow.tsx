import React, { useId, useRef } from 'react';

import { t } from '@grafana/i18n';
import { EditorField, EditorFieldGroup, EditorRow } from '@grafana/plugin-ui';
import { Stack } from '@grafana/ui';

import { insertPlaceholder } from '../../query/alias';
import { CommittedInput } from '../shared/CommittedInput';
import { AliasMenu } from './AliasMenu';
import { type SectionProps } from './types';

/** How series are named. */
export function LegendRow({ query, change, datasource }: SectionProps) {
  const id = useId();
  const selection = useRef<[start: number, end: number]>(undefined);
  const alias = query.alias ?? '';

  const insert = (placeholder: string) => {
    const [start, end] = selection.current ?? [alias.length, alias.length];
    const next = insertPlaceholder(alias, placeholder, start, end);
    const caret = Math.max(0, next.length - alias.slice(end).length);
    selection.current = [caret, caret];
    change({ alias: next });
  };

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
          <Stack gap={0.5}>
            <CommittedInput
              id={`${id}-alias`}
              value={alias}
              onSelect={({ currentTarget: { selectionStart, selectionEnd } }) => {
                selection.current = [selectionStart ?? alias.length, selectionEnd ?? alias.length];
              }}
              onCommit={(finished) => change({ alias: finished })}
              placeholder={t('editor.alias.placeholder', 'Metric and tags')}
              width={40}
            />
            <AliasMenu metadata={datasource.metadata} metric={query.metric ?? ''} onPick={insert} />
          </Stack>
        </EditorField>
      </EditorFieldGroup>
    </EditorRow>
  );
}
