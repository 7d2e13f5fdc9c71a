import React, { useId } from 'react';

import { t } from '@grafana/i18n';
import { EditorField, EditorFieldGroup, EditorSwitch } from '@grafana/plugin-ui';

import { type OpenTsdbQuery } from '../../query/model';
import { messageFor } from '../../query/problems';
import { dropsResets } from '../../query/rate';
import { CommittedInput } from '../shared/CommittedInput';
import { type SectionProps } from './types';

/** Values as change per second, and what a counter's resets become. */
export function RateFields({ query, change, server, problems = [] }: SectionProps) {
  const id = useId();
  const counterProblem = messageFor(problems, 'isCounter');
  const maxProblem = messageFor(problems, 'counterMax');
  const resetProblem = messageFor(problems, 'counterResetValue');
  const offersCounter = server.features.counter || Boolean(query.isCounter);

  return (
    <EditorFieldGroup>
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
      {((query.shouldComputeRate && offersCounter) || counterProblem) && (
        <EditorField
          label={t('editor.rate.counter', 'Counter')}
          htmlFor={`${id}-counter`}
          tooltip={t('editor.rate.counter-tooltip', 'The metric only grows, until it starts again from 0')}
          invalid={counterProblem !== undefined}
          error={counterProblem}
        >
          <EditorSwitch
            id={`${id}-counter`}
            value={Boolean(query.isCounter)}
            onChange={(event) => change({ isCounter: event.currentTarget.checked })}
          />
        </EditorField>
      )}
      {((query.shouldComputeRate && query.isCounter) || maxProblem || resetProblem) && (
        <>
          <NumberField
            id={`${id}-max`}
            label={t('editor.rate.max', 'Counter max')}
            tooltip={t('editor.rate.max-tooltip', 'The greatest value before it starts again, like 65535')}
            value={query.counterMax}
            problem={maxProblem}
            onChange={(counterMax) => change({ counterMax })}
          />
          <NumberField
            id={`${id}-reset`}
            label={t('editor.rate.reset', 'Reset value')}
            tooltip={t('editor.rate.reset-tooltip', 'A rate above this comes from a reset, and counts as 0')}
            value={query.counterResetValue}
            problem={resetProblem}
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
    </EditorFieldGroup>
  );
}

interface NumberFieldProps {
  id: string;
  label: string;
  tooltip: string;
  value: OpenTsdbQuery['counterMax'];
  problem?: string;
  onChange: (value: number | string | undefined) => void;
}

/** A whole number, or a template variable that becomes one. */
function NumberField({ id, label, tooltip, value, problem, onChange }: NumberFieldProps) {
  return (
    <EditorField label={label} htmlFor={id} tooltip={tooltip} invalid={problem !== undefined} error={problem}>
      <CommittedInput
        id={id}
        value={String(value ?? '')}
        onCommit={(text) => onChange(text === '' ? undefined : /^\d{1,15}$/.test(text) ? Number(text) : text)}
        invalid={problem !== undefined}
        width={14}
      />
    </EditorField>
  );
}
