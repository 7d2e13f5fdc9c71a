import React, { type ComponentProps, useState } from 'react';

import { Input } from '@grafana/ui';

interface Props extends Omit<ComponentProps<typeof Input>, 'value' | 'onChange' | 'onBlur' | 'ref'> {
  value: string;
  /** Called when the text is finished: on Enter, and when the field is left with another text than before. */
  onCommit: (value: string) => void;
}

/** A text field whose text counts only when it is finished, so that no query runs for half a word. */
export function CommittedInput({ value, onCommit, onKeyDown, ...props }: Props) {
  const [typed, setTyped] = useState(value);
  const [known, setKnown] = useState(value);

  if (value !== known) {
    setKnown(value);
    setTyped(value);
  }

  const commit = () => {
    if (typed.trim() !== value) {
      onCommit(typed.trim());
    }
  };

  return (
    <Input
      {...props}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        onKeyDown?.(event);
        if (event.key === 'Enter') {
          commit();
        }
      }}
    />
  );
}
