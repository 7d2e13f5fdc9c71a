import React from 'react';

import { Combobox, type ComboboxOption } from '@grafana/ui';

import { useDraft } from './useDraft';
import { type LoadNames, MORE_NAMES, useSuggestions } from './useSuggestions';
import { useTypedText } from './useTypedText';

interface Props {
  /** Ties the picker to its label. */
  id: string;
  value: string;
  onChange: (value: string) => void;
  load: LoadNames;
  placeholder?: string;
  invalid?: boolean;
  /** Shows a button that clears the field. */
  isClearable?: boolean;
  /** In units of 8 px. */
  minWidth: number;
  maxWidth: number;
}

/** Picks a name from the server, or any typed text. */
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
  const { options, findFirst } = useSuggestions(load);
  const { draft, commit } = useDraft(value, { onCommit: onChange });
  const { handlers, isChoice } = useTypedText((text) => {
    if (!/\s/.test(text)) {
      return commit(text);
    }
    // Several words are a search, of which the first match is chosen. Without a match it is a name with a blank in it.
    findFirst(text).then((name) => commit(name ?? text));
  });
  const pick = (option: ComboboxOption<string> | null) => {
    if (isChoice() && option?.value !== MORE_NAMES) {
      commit(option?.value ?? '');
    }
  };
  const shared = { id, options, placeholder, invalid, width: 'auto' as const, minWidth, maxWidth };

  return (
    <div {...handlers}>
      {isClearable ? (
        <Combobox {...shared} createCustomValue isClearable value={draft || null} onChange={pick} />
      ) : (
        <Combobox {...shared} createCustomValue value={draft || null} onChange={pick} />
      )}
    </div>
  );
}
