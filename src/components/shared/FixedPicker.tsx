import React from 'react';

import { Combobox, type ComboboxOption } from '@grafana/ui';

import { useDraft } from './useDraft';

interface Props<T extends string> {
  /** Ties the picker to its label. */
  id: string;
  value: T;
  onChange: (value: T) => void;
  options: Array<ComboboxOption<T>>;
  disabled?: boolean;
  /** At least, in units of 8 px. */
  width: number;
}

/** Picks one of a few values that don't depend on the server. */
export function FixedPicker<T extends string>({ value, onChange, width, ...shown }: Props<T>) {
  const { commit } = useDraft(value, { onCommit: onChange });
  return (
    <Combobox
      {...shown}
      value={value}
      onChange={(option: ComboboxOption<T>) => commit(option.value)}
      width="auto"
      minWidth={width}
      maxWidth={60}
    />
  );
}
