import { isEqual, pickBy } from 'lodash';
import { useCallback, useEffect, useRef, useState } from 'react';

/** What a person is writing, beside what is saved. */
export interface Draft<T> {
  /** What the control shows: what was typed, else what was handed on last, else what is saved. */
  draft: T;
  /** Whether something was typed that isn't committed yet, or is unfinished. */
  isPending: boolean;
  /** Shows a value without handing it on: half a word. */
  set: (value: T) => void;
  /**
   * Hands on what is finished of a value, or of what is made of the draft; does nothing where that is what is handed on
   * already.
   */
  commit: (value: T | ((draft: T) => T)) => void;
}

interface Options<T> {
  /** Takes what is finished; `before` is what it took last, or what is saved. */
  hand: (value: T, before: T) => void;
  /** What of a draft is finished; undefined where nothing is. All of it by default. */
  finish?: (draft: T) => T | undefined;
  /** What becomes of a draft when something else changes the saved value. It goes by default. */
  rebase?: (draft: T, before: T, saved: T) => T | undefined;
}

interface State<T> {
  saved: T;
  /** Handed on and not yet come back, oldest first: Explore hands a change back only later. */
  sent: T[];
  pending?: { value: T };
}

/**
 * The one place where half-written values live. A value that comes back is known by what it says, however late it comes
 * and however often the control is rendered in between; one that was never handed on is a change from outside. A commit
 * of what is handed on already does nothing, so that a picker that repeats its choice, as Grafana 12's Combobox does
 * through handlers of earlier renderings, can't keep the page rendering.
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
      if (finished === undefined || isSame(finished, handedOn(now))) {
        update({ ...now, pending });
        return;
      }
      update({ ...now, sent: [...now.sent, finished], pending });
      to.hand(finished, handedOn(now));
    },
    [update]
  );

  return { draft: draftOf(current), isPending: current.pending !== undefined, set, commit };
}

/** The state after a value was given from outside: what was handed on and comes back, or something new. */
function received<T>(state: State<T>, saved: T, rebase: Options<T>['rebase']): State<T> {
  if (saved === state.saved || isSame(saved, state.saved)) {
    return state;
  }
  const back = state.sent.findIndex((one) => isSame(one, saved));
  if (back >= 0) {
    return { ...state, saved, sent: state.sent.slice(back + 1) };
  }
  const value = state.pending && rebase?.(state.pending.value, handedOn(state), saved);
  return { saved, sent: [], pending: value === undefined ? undefined : { value } };
}

function handedOn<T>({ saved, sent }: State<T>): T {
  return sent.length > 0 ? sent[sent.length - 1] : saved;
}

function draftOf<T>(state: State<T>): T {
  return state.pending ? state.pending.value : handedOn(state);
}

/** By content; a field that is undefined is a missing one, as it is once it has been written as JSON. */
export function isSame(a: unknown, b: unknown): boolean {
  return isEqual(defined(a), defined(b));
}

function defined(value: unknown): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? pickBy(value, (field) => field !== undefined)
    : value;
}
