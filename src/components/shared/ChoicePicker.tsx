import React from 'react';

import { Combobox, type ComboboxOption, FieldValidationMessage } from '@grafana/ui';
import { getTemplateSrv } from '@grafana/runtime';

import { hasVariable } from '../../query/interval';
import { useUnrepeated } from './useUnrepeated';

/** One choice; a refused one is not offered, and its note says why when a saved query holds it. */
export interface Choice extends ComboboxOption<string> {
  refused?: boolean;
}

interface Props {
  /** Ties the picker to its label. */
  id: string;
  value: string;
  onChange: (value: string) => void;
  choices: Choice[];
  /** What to say of a saved value that is no choice. */
  unknown: (value: string) => string;
  /** Whether what is wrong with a saved value is said elsewhere, where there is room. */
  flawElsewhere?: boolean;
  /** In units of 8 px. */
  minWidth?: number;
  maxWidth?: number;
}

/** What is wrong with a saved value, in words: the server refuses it, or doesn't know it. */
export function flawOf({ value, choices, unknown }: Pick<Props, 'value' | 'choices' | 'unknown'>): string | undefined {
  const saved = choices.find((choice) => choice.value === value);
  if (hasVariable(value) || (saved && !saved.refused)) {
    return undefined;
  }
  return saved?.description ?? unknown(value);
}

/**
 * Picks one of a few values the server takes, or a dashboard variable. A saved value that the server doesn't take is
 * shown as it is and flagged.
 */
export function ChoicePicker({
  id,
  value,
  onChange,
  choices,
  unknown,
  flawElsewhere,
  minWidth = 16,
  maxWidth = 40,
}: Props) {
  const pick = useUnrepeated(value, onChange, (option: ComboboxOption<string>) => option.value);
  const saved = choices.find((choice) => choice.value === value);
  const flaw = flawOf({ value, choices, unknown });
  const variables = getTemplateSrv()
    .getVariables()
    .map(({ name }) => ({ value: `$${name}`, label: `$${name}` }));
  const offered = choices
    .filter((choice) => !choice.refused)
    .map(({ value, label, description }) => (description ? { value, label, description } : { value, label }));
  const current = saved ? [] : [{ value, label: value }];

  return (
    <>
      <Combobox
        id={id}
        value={{ value, label: saved?.label ?? value }}
        onChange={pick}
        options={[...offered, ...(hasVariable(value) ? [] : current), ...variables]}
        createCustomValue
        invalid={flaw !== undefined}
        width="auto"
        minWidth={minWidth}
        maxWidth={maxWidth}
      />
      {flaw && !flawElsewhere && <FieldValidationMessage>{flaw}</FieldValidationMessage>}
    </>
  );
}
