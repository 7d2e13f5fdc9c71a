import React, { type ComponentProps } from 'react';

import { Input } from '@grafana/ui';

import { useDraft } from './useDraft';

interface Props extends Omit<ComponentProps<typeof Input>, 'value' | 'onChange' | 'onBlur' | 'ref'> {
  value: string;
  /** Called when the text is finished: on Enter, and when the field is left with another text than before. */
  onCommit: (value: string) => void;
}

/** A text field whose text counts only when it is finished, so that no query runs for half a word. */
export function CommittedInput({ value, onCommit, onKeyDown, ...props }: Props) {
  const { draft, isPending, set, commit } = useDraft(value, { hand: onCommit });
  const finish = () => isPending && commit(draft.trim() === value.trim() ? value : draft.trim());

  return (
    <Input
      {...props}
      value={draft}
      onChange={(event) => set(event.currentTarget.value)}
      onBlur={finish}
      onKeyDown={(event) => {
        onKeyDown?.(event);
        if (event.key === 'Enter' && isPending && draft.trim() !== value.trim()) {
          // What becomes of the text is decided by now: nobody else is to run something for the same key.
          event.stopPropagation();
          finish();
        }
      }}
    />
  );
}
