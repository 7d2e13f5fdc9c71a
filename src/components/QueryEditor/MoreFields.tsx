import React, { useId } from 'react';

import { InternalTimeZones } from '@grafana/data';
import { t } from '@grafana/i18n';
import { EditorField, EditorSwitch } from '@grafana/plugin-ui';
import { Combobox, type ComboboxOption, TimeZonePicker } from '@grafana/ui';

import { hasProblem, notPercentiles, type Problem, ROLLUPS } from '../../query/problems';
import { CommittedInput } from '../shared/CommittedInput';
import { useDraft } from '../shared/useDraft';
import { Fields } from './Fields';
import { type SectionProps } from './types';

/** Rarely needed options. One that the server doesn't support is shown only if it is saved, or has a problem. */
export function MoreFields({ query, change, server, problems = [] }: SectionProps) {
  const id = useId();
  const { calendar, percentiles, rollups } = server.features;
  const downsamples = !query.disableDownsampling;
  // Text that isn't a list of numbers stays in the field, and doesn't change the query.
  const list = useDraft((query.percentiles ?? []).join(', '), {
    onCommit: (text) => change({ percentiles: numbersOf(text) }),
    finish: (text) => (arePercentiles(numbersOf(text)) ? numbersOf(text).join(', ') : undefined),
  });
  const own = arePercentiles(numbersOf(list.draft))
    ? problems.filter(isOfMore)
    : [...problems.filter((one) => isOfMore(one) && one.field !== 'percentiles'), notPercentiles(list.draft)];

  return (
    <Fields problems={own}>
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
      {((downsamples && (calendar || query.useCalendar)) || hasProblem(own, 'useCalendar')) && (
        <EditorField
          label={t('editor.options.calendar', 'Calendar')}
          htmlFor={`${id}-calendar`}
          tooltip={t(
            'editor.options.calendar-tooltip',
            'Intervals begin at midnight, on Mondays, on the first of a month'
          )}
        >
          <EditorSwitch
            id={`${id}-calendar`}
            value={Boolean(query.useCalendar)}
            onChange={(event) => change({ useCalendar: event.currentTarget.checked })}
          />
        </EditorField>
      )}
      {((downsamples && query.useCalendar) || hasProblem(own, 'timezone')) && (
        <EditorField label={t('editor.options.timezone', 'Time zone')} htmlFor={`${id}-timezone`}>
          <TimeZonePicker
            inputId={`${id}-timezone`}
            value={query.timezone || InternalTimeZones.utc}
            includeInternal={[InternalTimeZones.utc]}
            onChange={(timezone) => change({ timezone: timezone === InternalTimeZones.utc ? 'UTC' : timezone })}
            width={30}
          />
        </EditorField>
      )}
      {(percentiles || Boolean(query.percentiles?.length) || hasProblem(own, 'percentiles')) && (
        <EditorField
          label={t('editor.options.percentiles', 'Percentiles')}
          htmlFor={`${id}-percentiles`}
          tooltip={t('editor.options.percentiles-tooltip', 'For histogram metrics, like 95, 99.9')}
        >
          <CommittedInput
            id={`${id}-percentiles`}
            value={list.draft}
            onCommit={list.commit}
            invalid={hasProblem(own, 'percentiles')}
            width={16}
          />
        </EditorField>
      )}
      {(rollups || Boolean(query.rollupUsage) || hasProblem(own, 'rollupUsage')) && (
        <RollupField
          id={`${id}-rollup`}
          value={query.rollupUsage ?? ''}
          onChange={(rollupUsage) => change({ rollupUsage })}
          isInvalid={hasProblem(own, 'rollupUsage')}
        />
      )}
    </Fields>
  );
}

/** Whether one of these controls shows a problem. */
export function isOfMore({ field }: Problem): boolean {
  return ['useCalendar', 'timezone', 'percentiles', 'rollupUsage'].includes(field);
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

interface RollupFieldProps {
  id: string;
  value: string;
  onChange: (value: string) => void;
  isInvalid: boolean;
}

function RollupField({ id, value, onChange, isInvalid }: RollupFieldProps) {
  const { commit } = useDraft(value, { onCommit: onChange });

  return (
    <EditorField
      label={t('editor.options.rollup', 'Rollup')}
      htmlFor={id}
      tooltip={t('editor.options.rollup-tooltip', 'Whether to read rollup (pre-aggregated) data')}
    >
      <Combobox
        id={id}
        options={ROLLUPS.map((name) => ({ value: name, label: name }))}
        value={value || null}
        onChange={(option: ComboboxOption<string> | null) => commit(option?.value ?? '')}
        placeholder={t('editor.options.rollup-placeholder', 'Server default')}
        invalid={isInvalid}
        isClearable
        width={30}
      />
    </EditorField>
  );
}
