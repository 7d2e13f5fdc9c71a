import React from 'react';

import { Combobox, type ComboboxOption, FieldValidationMessage } from '@grafana/ui';

import { type LoadNames, MORE_NAMES, useSuggestions } from './useSuggestions';
import { useTypedOnEnter } from './useTypedOnEnter';
import { useUnrepeated } from './useUnrepeated';

interface Props {
  /** Ties the picker to its label. */
  id: string;
  value: string;
  onChange: (value: string) => void;
  load: LoadNames;
  placeholder?: string;
  invalid?: boolean;
  /** Offers to empty the field. */
  isClearable?: boolean;
  /** In units of 8 px. */
  minWidth: number;
  maxWidth: number;
}

/** Picks one name of the server's, or any text typed by hand. */
export function NamePicker({
  id,
  value,
  onChange,
  load,
  placeholder,
  invalid,
  isClearable,
  minWidth,
  maxWidth,
}: Props) {
  const { options, error } = useSuggestions(load);
  const { onKeyDownCapture, taken } = useTypedOnEnter();
  const pick = useUnrepeated(value, onChange, (option: ComboboxOption<string> | null) =>
    option ? taken(option.value) : ''
  );
  const shared = { id, options, placeholder, invalid, width: 'auto' as const, minWidth, maxWidth };

  return (
    <div onKeyDownCapture={onKeyDownCapture}>
      {isClearable ? (
        <Combobox
          {...shared}
          createCustomValue
          isClearable
          value={value || null}
          onChange={(option) => option?.value !== MORE_NAMES && pick(option)}
        />
      ) : (
        <Combobox
          {...shared}
          createCustomValue
          value={value || null}
          onChange={(option) => option.value !== MORE_NAMES && pick(option)}
        />
      )}
      {error && <FieldValidationMessage>{error}</FieldValidationMessage>}
    </div>
  );
}
