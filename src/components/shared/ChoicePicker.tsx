import React from 'react';

import { Combobox, type ComboboxOption } from '@grafana/ui';
import { getTemplateSrv } from '@grafana/runtime';

import { hasVariable } from '../../query/interval';
import { useDraft } from './useDraft';

/** An option; a refused one isn't offered. */
export interface Choice extends ComboboxOption<string> {
  refused?: boolean;
}

interface Props {
  /** Ties the picker to its label. */
  id: string;
  value: string;
  onChange: (value: string) => void;
  choices: Choice[];
  /** Whether the value has a problem, whose message is shown next to the picker. */
  invalid?: boolean;
  /** In units of 8 px. */
  minWidth?: number;
  maxWidth?: number;
}

/**
 * Picks one of a few values that the server supports, or a dashboard variable. A saved value that it doesn't support is shown
 * as it is.
 */
export function ChoicePicker({ id, value, onChange, choices, invalid, minWidth = 16, maxWidth = 40 }: Props) {
  const { commit } = useDraft(value, { onCommit: onChange });
  const saved = choices.find((choice) => choice.value === value);
  const variables = getTemplateSrv()
    .getVariables()
    .map(({ name }) => ({ value: `$${name}`, label: `$${name}` }));
  const offered = choices
    .filter((choice) => !choice.refused)
    .map(({ value, label, description }) => (description ? { value, label, description } : { value, label }));
  const current = saved ? [] : [{ value, label: value }];

  return (
    <Combobox
      id={id}
      value={{ value, label: saved?.label ?? value }}
      onChange={(option: ComboboxOption<string>) => commit(option.value)}
      options={[...offered, ...(hasVariable(value) ? [] : current), ...variables]}
      createCustomValue
      invalid={invalid}
      width="auto"
      minWidth={minWidth}
      maxWidth={maxWidth}
    />
  );
}
