import { type FocusEvent, type FormEvent, type KeyboardEvent, type MouseEvent, useRef } from 'react';

/** Keys that choose a line of an open list. */
const NAVIGATION = ['ArrowDown', 'ArrowUp', 'PageDown', 'PageUp', 'Home', 'End'];

interface TypedText {
  /** For an element around the picker. */
  handlers: {
    onInputCapture: (event: FormEvent) => void;
    onKeyDownCapture: (event: KeyboardEvent) => void;
    onMouseDownCapture: (event: MouseEvent) => void;
    onBlurCapture: (event: FocusEvent) => void;
  };
  /** Whether a choice that the picker reports is one that a person made, not what it makes of text that is taken already. */
  isChoice: () => boolean;
}

/**
 * What text typed into one of Grafana's pickers means: on Enter, Tab and when the field is left, exactly that text,
 * unless a key of navigation chose a line. A picker draws its lines after the keys, so that a fast typist's Enter would
 * meet the text of a key before, and it drops text when it is left by the mouse.
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
        // The list is drawn elsewhere on the page: a click on one of its lines, or its scroll bar, leaves the field too.
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
