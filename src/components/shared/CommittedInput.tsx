import React, { type ComponentProps } from 'react';

import { Input } from '@grafana/ui';

import { useDraft } from './useDraft';

interface Props extends Omit<ComponentProps<typeof Input>, 'value' | 'onChange' | 'onBlur' | 'ref'> {
  value: string;
  /** Called with finished text: on Enter, and on blur if the text has changed. */
  onCommit: (value: string) => void;
}

/** A text field that is committed only when its text is finished, so that no query runs for half a word. */
export function CommittedInput({ value, onCommit, onKeyDown, ...props }: Props) {
  const { draft, isPending, set, commit } = useDraft(value, { onCommit: onCommit });
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
          // The text is committed by this key, which must not run the query a second time.
          event.stopPropagation();
          finish();
        }
      }}
    />
  );
}
