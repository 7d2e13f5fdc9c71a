import React, { useId, useRef, useState } from 'react';

import { t } from '@grafana/i18n';
import { EditorField, EditorFieldGroup } from '@grafana/plugin-ui';
import { Stack } from '@grafana/ui';

import { insertPlaceholder } from '../../query/alias';
import { type Legend, type OpenTsdbQuery } from '../../query/model';
import { CommittedInput } from '../shared/CommittedInput';
import { FixedPicker } from '../shared/FixedPicker';
import { AliasMenu } from './AliasMenu';
import { type SectionProps } from './types';

type Mode = Legend | 'custom';

/** How series are named. */
export function LegendFields(section: SectionProps) {
  const { query, change } = section;
  const id = useId();
  // Custom is chosen, but there is no alias yet.
  const [isCustom, setCustom] = useState(false);
  const mode: Mode = query.alias || isCustom ? 'custom' : legendOf(query);

  const setMode = (chosen: Mode) => {
    setCustom(chosen === 'custom');
    if (chosen !== 'custom') {
      change({ legend: chosen, alias: undefined });
    }
  };

  return (
    <EditorFieldGroup>
      <EditorField
        label={t('editor.legend.label', 'Legend')}
        htmlFor={`${id}-legend`}
        tooltip={t(
          'editor.legend.tooltip',
          'How series are named. Auto uses the tags that tell them apart, Verbose the metric and all tags'
        )}
      >
        <FixedPicker<Mode>
          id={`${id}-legend`}
          value={mode}
          onChange={setMode}
          options={[
            {
              value: 'auto',
              label: t('editor.legend.auto', 'Auto'),
              description: t('editor.legend.auto-description', 'Only the tags that tell series apart'),
            },
            {
              value: 'verbose',
              label: t('editor.legend.verbose', 'Verbose'),
              description: t('editor.legend.verbose-description', 'The metric and all tags'),
            },
            {
              value: 'custom',
              label: t('editor.legend.custom', 'Custom'),
              description: t('editor.legend.custom-description', 'A text with placeholders for tags'),
            },
          ]}
          width={16}
        />
      </EditorField>
      {mode === 'custom' && <AliasField {...section} isNew={!query.alias} />}
    </EditorFieldGroup>
  );
}

/** How series without an alias are named. */
export function legendOf({ legend }: OpenTsdbQuery): Legend {
  return legend === 'auto' ? 'auto' : 'verbose';
}

function AliasField({ query, change, datasource, isNew }: SectionProps & { isNew: boolean }) {
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
          autoFocus={isNew}
          onSelect={({ currentTarget: { selectionStart, selectionEnd } }) => {
            selection.current = [selectionStart ?? alias.length, selectionEnd ?? alias.length];
          }}
          onCommit={(finished) => change({ alias: finished })}
          placeholder="$tag_host"
          width={30}
        />
        <AliasMenu datasource={datasource} query={query} onPick={insert} />
      </Stack>
    </EditorField>
  );
}
