import React, { useId } from 'react';

import { t } from '@grafana/i18n';
import { EditorField, EditorSwitch } from '@grafana/plugin-ui';

import { type OpenTsdbQuery } from '../../query/model';
import { type Problem } from '../../query/problems';
import { dropsResets } from '../../query/rate';
import { CommittedInput } from '../shared/CommittedInput';
import { Fields } from './Fields';
import { type SectionProps } from './types';

/** The rate, and how a counter's resets are read. */
export function RateFields({ query, change, server, problems = [] }: SectionProps) {
  const id = useId();
  const own = problems.filter(isOfRate);
  const isInvalid = (field: string) => own.some((problem) => problem.field === field);
  const offersCounter = server.features.counter || Boolean(query.isCounter);

  return (
    <Fields problems={own}>
      <EditorField
        label={t('editor.rate.label', 'Rate')}
        htmlFor={`${id}-rate`}
        tooltip={t('editor.rate.tooltip', 'Change per second instead of the value itself')}
      >
        <EditorSwitch
          id={`${id}-rate`}
          value={Boolean(query.shouldComputeRate)}
          onChange={(event) => change({ shouldComputeRate: event.currentTarget.checked })}
        />
      </EditorField>
      {((query.shouldComputeRate && offersCounter) || isInvalid('isCounter')) && (
        <EditorField
          label={t('editor.rate.counter', 'Counter')}
          htmlFor={`${id}-counter`}
          tooltip={t('editor.rate.counter-tooltip', 'The metric only grows, until it starts again from 0')}
        >
          <EditorSwitch
            id={`${id}-counter`}
            value={Boolean(query.isCounter)}
            onChange={(event) => change({ isCounter: event.currentTarget.checked })}
          />
        </EditorField>
      )}
      {((query.shouldComputeRate && query.isCounter) || isInvalid('counterMax') || isInvalid('counterResetValue')) && (
        <>
          <NumberField
            id={`${id}-max`}
            label={t('editor.rate.max', 'Counter max')}
            tooltip={t('editor.rate.max-tooltip', 'The maximum value before it starts again from 0, like 65535')}
            value={query.counterMax}
            isInvalid={isInvalid('counterMax')}
            onChange={(counterMax) => change({ counterMax })}
          />
          <NumberField
            id={`${id}-reset`}
            label={t('editor.rate.reset', 'Reset value')}
            tooltip={t('editor.rate.reset-tooltip', 'A rate above this comes from a reset, and counts as 0')}
            value={query.counterResetValue}
            isInvalid={isInvalid('counterResetValue')}
            onChange={(counterResetValue) => change({ counterResetValue })}
          />
          <EditorField
            label={t('editor.rate.drop', 'Drop resets')}
            htmlFor={`${id}-drop`}
            tooltip={t('editor.rate.drop-tooltip', 'Leaves out the point after a reset')}
          >
            <EditorSwitch
              id={`${id}-drop`}
              value={dropsResets(query)}
              onChange={(event) => change({ dropResets: event.currentTarget.checked })}
            />
          </EditorField>
        </>
      )}
    </Fields>
  );
}

/** Whether one of these controls shows a problem. */
export function isOfRate({ field }: Problem): boolean {
  return ['isCounter', 'counterMax', 'counterResetValue'].includes(field);
}

interface NumberFieldProps {
  id: string;
  label: string;
  tooltip: string;
  value: OpenTsdbQuery['counterMax'];
  isInvalid: boolean;
  onChange: (value: number | string | undefined) => void;
}

/** A whole number, or a template variable that becomes one. */
function NumberField({ id, label, tooltip, value, isInvalid, onChange }: NumberFieldProps) {
  return (
    <EditorField label={label} htmlFor={id} tooltip={tooltip}>
      <CommittedInput
        id={id}
        value={String(value ?? '')}
        onCommit={(text) => onChange(text === '' ? undefined : /^\d{1,15}$/.test(text) ? Number(text) : text)}
        invalid={isInvalid}
        width={14}
      />
    </EditorField>
  );
}
