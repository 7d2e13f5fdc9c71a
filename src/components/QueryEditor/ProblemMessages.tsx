import React from 'react';

import { t } from '@grafana/i18n';
import { FieldValidationMessage } from '@grafana/ui';

import { type Problem } from '../../query/problems';

interface Props {
  problems: Problem[];
}

/** The messages of problems, one per line, with the label of the control. */
export function ProblemMessages({ problems }: Props) {
  return (
    <>
      {problems.map((problem) => (
        <div key={problem.field + problem.message}>
          <FieldValidationMessage>{messageOf(problem)}</FieldValidationMessage>
        </div>
      ))}
    </>
  );
}

function messageOf({ field, code, message }: Problem): string {
  // The message of a wrong type names the field itself.
  const label = code === 'wrong-type' ? undefined : labelOf(field);
  return label === undefined
    ? message
    : t('editor.labelled', '{{label}}: {{message}}', { label, message, interpolation: { escapeValue: false } });
}

/** A field's label in the editor; undefined: the message needs none. */
function labelOf(field: string): string | undefined {
  switch (field) {
    case 'aggregator':
      return t('editor.aggregator.label', 'Aggregator');
    case 'downsampleInterval':
      return t('editor.downsample.interval', 'Interval');
    case 'downsampleAggregator':
      return t('editor.downsample.aggregator', 'Downsample aggregator');
    case 'downsampleFillPolicy':
      return t('editor.downsample.fill', 'Fill policy');
    case 'isCounter':
      return t('editor.rate.counter', 'Counter');
    case 'counterMax':
      return t('editor.rate.max', 'Counter max');
    case 'counterResetValue':
      return t('editor.rate.reset', 'Reset value');
    case 'useCalendar':
      return t('editor.options.calendar', 'Calendar');
    case 'timezone':
      return t('editor.options.timezone', 'Time zone');
    case 'percentiles':
      return t('editor.options.percentiles', 'Percentiles');
    case 'rollupUsage':
      return t('editor.options.rollup', 'Rollup');
    default:
      return undefined;
  }
}
