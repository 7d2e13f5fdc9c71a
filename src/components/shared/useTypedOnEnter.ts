import { type KeyboardEvent, useCallback, useRef } from 'react';

/**
 * What Enter means in a Combobox whose first line is the typed text: exactly that text, unless an arrow key chose
 * another line. A Combobox draws its lines after the keys, so that a fast typist's Enter would meet the text of a key
 * before.
 */
export function useTypedOnEnter(): {
  onKeyDownCapture: (event: KeyboardEvent) => void;
  /** The text that Enter has just taken, if it has; else what the Combobox says. */
  taken: (chosen: string) => string;
} {
  const chose = useRef(false);
  const typed = useRef<string>(undefined);

  const onKeyDownCapture = useCallback(({ key, target }: KeyboardEvent) => {
    typed.current = undefined;
    if (key === 'ArrowDown' || key === 'ArrowUp' || key === 'PageDown' || key === 'PageUp') {
      chose.current = true;
    } else if (key !== 'Enter') {
      chose.current = false;
    } else if (!chose.current && target instanceof HTMLInputElement) {
      typed.current = target.value.trim() || undefined;
    }
  }, []);

  const taken = useCallback((chosen: string) => {
    const text = typed.current ?? chosen;
    typed.current = undefined;
    return text;
  }, []);

  return { onKeyDownCapture, taken };
}
