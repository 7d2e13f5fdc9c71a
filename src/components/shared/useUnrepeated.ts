import { useEffect, useRef } from 'react';

/**
 * Hands on what a choice means, once. Grafana 12's Combobox calls again for one choice, through handlers of an earlier
 * drawing, while React still owes it an update of lower priority, such as that of the mouse's move before the click. A
 * handler that draws the page anew each time keeps it from ever getting there, until React gives up and the page ends in
 * an error.
 */
export function useUnrepeated<Value, Choice>(
  saved: Value,
  onChange: (value: Value) => void,
  valueOf: (choice: Choice) => Value
): (choice: Choice) => void {
  const key = JSON.stringify(saved);
  const last = useRef<{ choice: string; value: string }>(undefined);

  useEffect(() => {
    // Changed by something else, so that the same choice is a new one.
    if (last.current?.value !== key) {
      last.current = undefined;
    }
  }, [key]);

  return (choice) => {
    const chosen = JSON.stringify(choice);
    if (last.current?.choice === chosen) {
      return;
    }
    const value = valueOf(choice);
    last.current = { choice: chosen, value: JSON.stringify(value) };
    onChange(value);
  };
}
