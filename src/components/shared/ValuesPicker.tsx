import React from 'react';

import { FieldValidationMessage, MultiCombobox } from '@grafana/ui';

import { type LoadNames, MORE_NAMES, useSuggestions } from './useSuggestions';

interface Props {
  /** Ties the picker to its label. */
  id: string;
  values: string[];
  onChange: (values: string[]) => void;
  load: LoadNames;
  placeholder?: string;
  invalid?: boolean;
}

/** Picks several names of the server's, or any text typed by hand, as chips. */
export function ValuesPicker({ id, values, onChange, load, placeholder, invalid }: Props) {
  const { options, error } = useSuggestions(load);

  return (
    <>
      <MultiCombobox
        id={id}
        options={options}
        value={values.map((value) => ({ value, label: value }))}
        onChange={(chosen) => onChange(chosen.map(({ value }) => value).filter((value) => value !== MORE_NAMES))}
        createCustomValue
        placeholder={placeholder}
        invalid={invalid}
        width="auto"
        minWidth={20}
        maxWidth={50}
      />
      {error && <FieldValidationMessage>{error}</FieldValidationMessage>}
    </>
  );
}
