import React from 'react';

import { type ComboboxOption, MultiCombobox, useTheme2 } from '@grafana/ui';

import { splitValues } from '../../query/filters';
import { useDraft } from './useDraft';
import { type LoadNames, MORE_NAMES, useSuggestions } from './useSuggestions';
import { useTypedText } from './useTypedText';

interface Props {
  /** Ties the picker to its label. */
  id: string;
  values: string[];
  onChange: (values: string[]) => void;
  load: LoadNames;
  placeholder?: string;
  invalid?: boolean;
  /** In units of 8 px. */
  minWidth?: number;
}

/** Picks several names from the server, or any typed text (`a|b` is two), as chips. */
export function ValuesPicker({ id, values, onChange, load, placeholder, invalid, minWidth = 20 }: Props) {
  const theme = useTheme2();
  const { options } = useSuggestions(load);
  const { draft, commit } = useDraft(values, { onCommit: onChange });
  const { handlers, isChoice } = useTypedText((text, input, isLeft) => {
    if (!isLeft) {
      // Only blur empties a MultiCombobox.
      input.blur();
      input.focus();
    }
    commit([...draft, ...splitValues(text).filter((value) => !draft.includes(value))]);
  });
  const pick = (chosen: Array<ComboboxOption<string>>) => {
    if (isChoice()) {
      commit(chosen.map(({ value }) => value).filter((value) => value !== MORE_NAMES));
    }
  };

  return (
    <div {...handlers} style={{ width: theme.spacing(widthOf(draft, minWidth)) }}>
      <MultiCombobox
        id={id}
        options={options}
        value={draft.map((value) => ({ value, label: value }))}
        onChange={pick}
        createCustomValue
        placeholder={placeholder}
        invalid={invalid}
      />
    </div>
  );
}

/**
 * The width for all chips, in units of the theme's spacing: chips that don't fit are only counted. It isn't the MultiCombobox's
 * own width, which that reads as pixels when it counts.
 */
function widthOf(values: string[], minWidth: number): number {
  const chips = values.reduce((sum, value) => sum + value.length + 7, 0);
  return Math.min(64, Math.max(minWidth, chips + (values.length > 0 ? 10 : 0)));
}
