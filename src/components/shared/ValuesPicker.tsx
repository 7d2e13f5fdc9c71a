import React, { type KeyboardEvent } from 'react';

import { type ComboboxOption, FieldValidationMessage, MultiCombobox, useTheme2 } from '@grafana/ui';

import { splitValues } from '../../query/filters';
import { type LoadNames, MORE_NAMES, useSuggestions } from './useSuggestions';
import { useUnrepeated } from './useUnrepeated';

interface Props {
  /** Ties the picker to its label. */
  id: string;
  values: string[];
  onChange: (values: string[]) => void;
  load: LoadNames;
  placeholder?: string;
  invalid?: boolean;
}

/** Picks several names of the server's, or any text typed by hand (`a|b` is two), as chips. */
export function ValuesPicker({ id, values, onChange, load, placeholder, invalid }: Props) {
  const theme = useTheme2();
  const { options, error } = useSuggestions(load);
  const pick = useUnrepeated(values, onChange, (chosen: Array<ComboboxOption<string>>) =>
    chosen.map(({ value }) => value).filter((value) => value !== MORE_NAMES)
  );

  // A MultiCombobox takes only a line that is highlighted, and drops what was typed when one goes on to the next field.
  const takeTyped = (event: KeyboardEvent) => {
    const input = event.target;
    if (!(input instanceof HTMLInputElement) || (event.key !== 'Enter' && event.key !== 'Tab')) {
      return;
    }
    const typed = splitValues(input.value).filter((value) => !values.includes(value));
    if (typed.length === 0 || input.getAttribute('aria-activedescendant')) {
      return;
    }
    if (event.key === 'Enter') {
      event.preventDefault();
      event.stopPropagation();
      // It empties itself when it is left, and in no other way.
      input.blur();
      input.focus();
    }
    onChange([...values, ...typed]);
  };

  return (
    <div onKeyDownCapture={takeTyped} style={{ width: theme.spacing(widthOf(values)) }}>
      <MultiCombobox
        id={id}
        options={options}
        value={values.map((value) => ({ value, label: value }))}
        onChange={pick}
        createCustomValue
        placeholder={placeholder}
        invalid={invalid}
      />
      {error && <FieldValidationMessage>{error}</FieldValidationMessage>}
    </div>
  );
}

/**
 * Room for every chip, in units of the theme's spacing: what doesn't fit is only counted. A MultiCombobox given a width
 * of its own takes it for pixels when it counts.
 */
function widthOf(values: string[]): number {
  const chips = values.reduce((sum, value) => sum + value.length + 7, 0);
  return Math.min(64, Math.max(20, chips + 16));
}
