import { isEqual, pickBy } from 'lodash';
import { useCallback, useEffect, useRef, useState } from 'react';

/** A value that is being edited, beside the saved one. */
export interface Draft<T> {
  /** The value to show: what was typed, otherwise what was committed last, otherwise what is saved. */
  draft: T;
  /** Whether something was typed that isn't committed yet, or is unfinished. */
  isPending: boolean;
  /** Shows a value without committing it, such as half a word. */
  set: (value: T) => void;
  /**
   * Commits the finished part of a value, or of what the function makes of the draft. Does nothing if that is committed already.
   */
  commit: (value: T | ((draft: T) => T)) => void;
}

interface Options<T> {
  /** Called with what is committed; `before` is what was committed last, or what is saved. */
  onCommit: (value: T, before: T) => void;
  /** The finished part of a draft; undefined: nothing is finished. By default, all of it is. */
  finish?: (draft: T) => T | undefined;
  /** What becomes of a draft when something else changes the saved value. By default, it is dropped. */
  rebase?: (draft: T, before: T, saved: T) => T | undefined;
}

interface State<T> {
  saved: T;
  /** Values that were committed, but aren't saved yet, oldest first: Explore passes a change back only later. */
  sent: T[];
  pending?: { value: T };
}

/**
 * Keeps unfinished values; nothing else does. A saved value is compared with the committed ones, however late it arrives, and
 * however often the control was rendered in between; one that was never committed is a change from outside. To commit the same
 * value again does nothing: Grafana 12's Combobox repeats its choice by handlers of earlier renders, which would otherwise make
 * the page render forever.
 */
export function useDraft<T>(saved: T, options: Options<T>): Draft<T> {
  const [state, setState] = useState<State<T>>({ saved, sent: [] });
  const current = received(state, saved, options.rebase);
  if (current !== state) {
    setState(current);
  }

  const latest = useRef({ state: current, options });
  useEffect(() => {
    latest.current = { state: current, options };
  });

  const update = useCallback((next: State<T>) => {
    latest.current = { ...latest.current, state: next };
    setState(next);
  }, []);

  const set = useCallback((value: T) => update({ ...latest.current.state, pending: { value } }), [update]);

  const commit = useCallback(
    (given: T | ((draft: T) => T)) => {
      const { state: now, options: to } = latest.current;
      const value = typeof given === 'function' ? (given as (draft: T) => T)(draftOf(now)) : given;
      const finished = to.finish ? to.finish(value) : value;
      const pending = finished === undefined || !isSame(finished, value) ? { value } : undefined;
      if (finished === undefined || isSame(finished, committedOf(now))) {
        update({ ...now, pending });
        return;
      }
      update({ ...now, sent: [...now.sent, finished], pending });
      to.onCommit(finished, committedOf(now));
    },
    [update]
  );

  return { draft: draftOf(current), isPending: current.pending !== undefined, set, commit };
}

/** The state for a saved value: one that was committed earlier, or a change from outside. */
function received<T>(state: State<T>, saved: T, rebase: Options<T>['rebase']): State<T> {
  if (saved === state.saved || isSame(saved, state.saved)) {
    return state;
  }
  const back = state.sent.findIndex((one) => isSame(one, saved));
  if (back >= 0) {
    return { ...state, saved, sent: state.sent.slice(back + 1) };
  }
  const value = state.pending && rebase?.(state.pending.value, committedOf(state), saved);
  return { saved, sent: [], pending: value === undefined ? undefined : { value } };
}

function committedOf<T>({ saved, sent }: State<T>): T {
  return sent.length > 0 ? sent[sent.length - 1] : saved;
}

function draftOf<T>(state: State<T>): T {
  return state.pending ? state.pending.value : committedOf(state);
}

/** Compares by content. An undefined field equals a missing one, as in JSON. */
export function isSame(a: unknown, b: unknown): boolean {
  return isEqual(defined(a), defined(b));
}

function defined(value: unknown): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? pickBy(value, (field) => field !== undefined)
    : value;
}
