import React, { useId } from 'react';

import { t } from '@grafana/i18n';
import { EditorField, EditorFieldGroup, EditorSwitch } from '@grafana/plugin-ui';
import { Combobox, type ComboboxOption, TimeZonePicker } from '@grafana/ui';

import { messageFor, percentileProblem, ROLLUPS } from '../../query/problems';
import { CommittedInput } from '../shared/CommittedInput';
import { useDraft } from '../shared/useDraft';
import { type SectionProps } from './types';

/** What few queries need. An option that the server lacks is shown only where one is saved, or something is wrong with it. */
export function MoreFields({ query, change, server, problems = [] }: SectionProps) {
  const id = useId();
  const { calendar, percentiles, rollups } = server.features;
  const downsamples = !query.disableDownsampling;
  const calendarProblem = messageFor(problems, 'useCalendar');
  const zoneProblem = messageFor(problems, 'timezone');
  const percentilesProblem = messageFor(problems, 'percentiles');
  const rollupProblem = messageFor(problems, 'rollupUsage');

  return (
    <EditorFieldGroup>
      <EditorField
        label={t('editor.options.explicit-tags', 'Explicit tags')}
        htmlFor={`${id}-explicit`}
        tooltip={t(
          'editor.options.explicit-tags-tooltip',
          'Only series with exactly the tag keys named in the filters'
        )}
      >
        <EditorSwitch
          id={`${id}-explicit`}
          value={Boolean(query.explicitTags)}
          onChange={(event) => change({ explicitTags: event.currentTarget.checked })}
        />
      </EditorField>
      {((downsamples && (calendar || query.useCalendar)) || calendarProblem) && (
        <EditorField
          label={t('editor.options.calendar', 'Calendar')}
          htmlFor={`${id}-calendar`}
          tooltip={t(
            'editor.options.calendar-tooltip',
            'Intervals begin at midnight, on Mondays, on the first of a month'
          )}
          invalid={calendarProblem !== undefined}
          error={calendarProblem}
        >
          <EditorSwitch
            id={`${id}-calendar`}
            value={Boolean(query.useCalendar)}
            onChange={(event) => change({ useCalendar: event.currentTarget.checked })}
          />
        </EditorField>
      )}
      {((downsamples && query.useCalendar) || zoneProblem) && (
        <EditorField
          label={t('editor.options.timezone', 'Time zone')}
          htmlFor={`${id}-timezone`}
          invalid={zoneProblem !== undefined}
          error={zoneProblem}
        >
          <TimeZonePicker
            inputId={`${id}-timezone`}
            value={query.timezone || 'utc'}
            onChange={(timezone) => change({ timezone: timezone === 'utc' ? 'UTC' : timezone })}
            width={30}
          />
        </EditorField>
      )}
      {(percentiles || Boolean(query.percentiles?.length) || percentilesProblem) && (
        <PercentilesField
          id={`${id}-percentiles`}
          value={query.percentiles ?? []}
          onChange={(list) => change({ percentiles: list })}
          problem={percentilesProblem}
        />
      )}
      {(rollups || Boolean(query.rollupUsage) || rollupProblem) && (
        <RollupField
          id={`${id}-rollup`}
          value={query.rollupUsage ?? ''}
          onChange={(rollupUsage) => change({ rollupUsage })}
          problem={rollupProblem}
        />
      )}
    </EditorFieldGroup>
  );
}

interface FieldProps<T> {
  id: string;
  value: T;
  onChange: (value: T) => void;
  problem?: string;
}

/** Text that is no list of numbers stays in the field, and the query as it was. */
function PercentilesField({ id, value, onChange, problem }: FieldProps<number[]>) {
  const { draft, commit } = useDraft(value.join(', '), {
    hand: (text) => onChange(numbersOf(text)),
    finish: (text) => (arePercentiles(numbersOf(text)) ? numbersOf(text).join(', ') : undefined),
  });
  const message = arePercentiles(numbersOf(draft)) ? problem : percentileProblem(draft);

  return (
    <EditorField
      label={t('editor.options.percentiles', 'Percentiles')}
      htmlFor={id}
      tooltip={t('editor.options.percentiles-tooltip', 'For histogram metrics, like 95, 99.9')}
      invalid={message !== undefined}
      error={message}
    >
      <CommittedInput id={id} value={draft} onCommit={commit} width={16} />
    </EditorField>
  );
}

function numbersOf(text: string): number[] {
  return text
    .split(/[\s,;]+/)
    .filter((word) => word !== '')
    .map(Number);
}

function arePercentiles(numbers: number[]): boolean {
  return numbers.every((number) => number > 0 && number <= 100);
}

function RollupField({ id, value, onChange, problem }: FieldProps<string>) {
  const { commit } = useDraft(value, { hand: onChange });

  return (
    <EditorField
      label={t('editor.options.rollup', 'Rollup')}
      htmlFor={id}
      tooltip={t('editor.options.rollup-tooltip', 'Whether to read rollup (pre-aggregated) data')}
      invalid={problem !== undefined}
      error={problem}
    >
      <Combobox
        id={id}
        options={ROLLUPS.map((name) => ({ value: name, label: name }))}
        value={value || null}
        onChange={(option: ComboboxOption<string> | null) => commit(option?.value ?? '')}
        placeholder={t('editor.options.rollup-placeholder', 'Server default')}
        isClearable
        width={30}
      />
    </EditorField>
  );
}
