import { type FocusEvent, type FormEvent, type KeyboardEvent, type MouseEvent, useRef } from 'react';

/** Keys that choose an option of an open list. */
const NAVIGATION = ['ArrowDown', 'ArrowUp', 'PageDown', 'PageUp', 'Home', 'End'];

interface TypedText {
  /** For an element around the picker. */
  handlers: {
    onInputCapture: (event: FormEvent) => void;
    onKeyDownCapture: (event: KeyboardEvent) => void;
    onMouseDownCapture: (event: MouseEvent) => void;
    onBlurCapture: (event: FocusEvent) => void;
  };
  /** Whether the picker reports a choice of the user, and not one that it derives from text that is taken already. */
  isChoice: () => boolean;
}

/**
 * Takes the text that is typed into one of Grafana's pickers, exactly as it is, on Enter, Tab and blur, unless a navigation key
 * chose an option. By themselves, the pickers render their options after the key, so that a fast Enter chooses the option of an
 * earlier text; and they drop the text on a click elsewhere.
 * @param take gets the text, and whether the field is still in use
 */
export function useTypedText(take: (text: string, input: HTMLInputElement, isLeft: boolean) => void): TypedText {
  const typed = useRef('');
  const isTaken = useRef(false);
  const isInList = useRef(false);

  const takeTyped = (target: EventTarget, isLeft: boolean) => {
    if (typed.current !== '' && target instanceof HTMLInputElement) {
      const text = typed.current;
      typed.current = '';
      isTaken.current = true;
      take(text, target, isLeft);
      return true;
    }
    return false;
  };

  return {
    handlers: {
      onInputCapture: ({ target }) => {
        typed.current = target instanceof HTMLInputElement ? target.value.trim() : '';
        isTaken.current = false;
        isInList.current = false;
      },
      onKeyDownCapture: (event) => {
        const { key, target } = event;
        isInList.current = false;
        if (NAVIGATION.includes(key) || key === 'Escape') {
          typed.current = '';
          isTaken.current = false;
        } else if (key === 'Enter' || key === 'Tab') {
          isTaken.current = false;
          takeTyped(target, key === 'Tab');
        }
      },
      onMouseDownCapture: ({ target }) => {
        // The list is a portal elsewhere on the page: a click on it blurs the field, too.
        isInList.current = !(target instanceof HTMLInputElement);
        isTaken.current = false;
      },
      onBlurCapture: ({ target }) => {
        if (!isInList.current) {
          takeTyped(target, true);
        }
      },
    },
    isChoice: () => {
      typed.current = '';
      return !isTaken.current;
    },
  };
}
