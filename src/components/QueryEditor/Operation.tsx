import { css } from '@emotion/css';
import React from 'react';

import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { FieldValidationMessage, IconButton, useStyles2 } from '@grafana/ui';

import {
  explanationOf,
  type FunctionDefinition,
  functionOf,
  FUNCTIONS,
  initialParams,
} from '../../query/functions/definitions';
import { type FunctionCall } from '../../query/functions/model';
import { FixedPicker } from '../shared/FixedPicker';
import { HiddenLabel } from '../shared/HiddenLabel';
import { OperationParams } from './OperationParams';
import { type SectionProps } from './types';

/** What the user does with one operation. */
export type OperationAction =
  | { type: 'change'; call: FunctionCall }
  | { type: 'earlier' }
  | { type: 'later' }
  | { type: 'remove' };

interface Props extends SectionProps {
  /** The prefix of the ids of its controls. */
  id: string;
  call: FunctionCall;
  /** Its index. */
  index: number;
  isLast: boolean;
  act: (action: OperationAction) => void;
}

/** One function, with its parameters and its explanation. */
export function Operation({ id, call, index, isLast, act, ...section }: Props) {
  const styles = useStyles2(getStyles);
  const definition = functionOf(call.name);
  const path = `functions[${index}]`;
  const own = (section.problems ?? []).filter(({ field }) => field === path || field.startsWith(`${path}.`));
  const name = { function: call.name, interpolation: { escapeValue: false } };

  return (
    <div
      className={styles.operation}
      role="group"
      aria-label={t('editor.operations.one', 'Operation {{number}}: {{function}}', { number: index + 1, ...name })}
    >
      <div className={styles.line}>
        <FunctionName
          id={`${id}-name`}
          call={call}
          definition={definition}
          number={index + 1}
          onChange={(changed) => act({ type: 'change', call: changed })}
        />
        <OperationParams
          {...section}
          id={id}
          call={call}
          definition={definition}
          path={path}
          onChange={(params) => act({ type: 'change', call: { name: call.name, params } })}
        />
        <div className={styles.buttons}>
          <IconButton
            id={`${id}-earlier`}
            name="arrow-up"
            tooltip={t('editor.operations.earlier', 'Apply {{function}} earlier', name)}
            disabled={index === 0}
            onClick={() => act({ type: 'earlier' })}
          />
          <IconButton
            id={`${id}-later`}
            name="arrow-down"
            tooltip={t('editor.operations.later', 'Apply {{function}} later', name)}
            disabled={isLast}
            onClick={() => act({ type: 'later' })}
          />
          <IconButton
            id={`${id}-remove`}
            name="times"
            tooltip={t('editor.operations.remove', 'Remove {{function}}', name)}
            onClick={() => act({ type: 'remove' })}
          />
        </div>
      </div>
      <div className={styles.explanation}>{explanationOf(call.name)}</div>
      {own.map(({ field, message }) => (
        <FieldValidationMessage key={field + message}>{message}</FieldValidationMessage>
      ))}
    </div>
  );
}

interface NameProps {
  id: string;
  call: FunctionCall;
  definition?: FunctionDefinition;
  /** The operation's position in the list, from 1. */
  number: number;
  onChange: (call: FunctionCall) => void;
}

/** The function's name, or a choice of the functions of its kind. */
function FunctionName({ id, call, definition, number, onChange }: NameProps) {
  const styles = useStyles2(getStyles);
  const alike = definition ? FUNCTIONS.filter(({ kind }) => kind === definition.kind) : [];
  if (!definition || alike.length < 2) {
    return <span className={styles.name}>{call.name}</span>;
  }
  const choose = (name: string) => {
    const chosen = functionOf(name)!;
    const takesTheSame =
      chosen.params.length > 0 && chosen.params.every(({ id: one }, i) => one === definition.params[i]?.id);
    onChange({ name, params: takesTheSame ? call.params : initialParams(chosen) });
  };

  return (
    <div>
      <HiddenLabel htmlFor={id}>
        {t('editor.operations.function', 'Function of operation {{number}}', { number })}
      </HiddenLabel>
      <FixedPicker
        id={id}
        value={call.name}
        onChange={choose}
        options={alike.map(({ name }) => ({ value: name, label: name, description: explanationOf(name) }))}
        width={26}
      />
    </div>
  );
}

function getStyles(theme: GrafanaTheme2) {
  return {
    operation: css({
      borderLeft: `2px solid ${theme.colors.border.medium}`,
      paddingLeft: theme.spacing(1),
    }),
    line: css({
      display: 'flex',
      flexWrap: 'wrap',
      alignItems: 'center',
      gap: theme.spacing(0.5, 1),
      minHeight: theme.spacing(theme.components.height.md),
    }),
    name: css({ ...theme.typography.body, fontWeight: theme.typography.fontWeightMedium, overflowWrap: 'anywhere' }),
    buttons: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(0.5), marginLeft: theme.spacing(1) }),
    explanation: css({ ...theme.typography.bodySmall, color: theme.colors.text.secondary }),
  };
}
