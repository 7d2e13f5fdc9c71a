import { useCallback, useContext, useEffect, useId, useRef } from 'react';

import { t } from '@grafana/i18n';
import { getTemplateSrv } from '@grafana/runtime';
import { type ComboboxOption } from '@grafana/ui';

import { type Names } from '../../metadata/types';
import { LookupErrorContext } from './LookupErrors';

/** Fetches names that contain the text typed so far. */
export type LoadNames = (typed: string, signal: AbortSignal) => Promise<Names>;

export interface Suggestions {
  /**
   * For a Combobox, which debounces its calls. It never rejects, so that a value can be typed though the server fails, and
   * stays the same function from render to render.
   */
  options: (typed: string) => Promise<Array<ComboboxOption<string>>>;
  /** The name for a text: the text itself if it is a name, otherwise the first match, if any. */
  findFirst: (typed: string) => Promise<string | undefined>;
}

/** The value of the option that says that there are more names; no name has a control character. */
export const MORE_NAMES = '\u0000more';

/**
 * Suggestions for a picker: the server's names, then dashboard variables. A new call cancels an older one. The `LookupErrors`
 * around the picker show why a call failed.
 */
export function useSuggestions(load: LoadNames): Suggestions {
  const id = useId();
  const report = useContext(LookupErrorContext);
  const latestLoad = useRef(load);
  const running = useRef<AbortController>(undefined);

  useEffect(() => {
    latestLoad.current = load;
  });
  useEffect(
    () => () => {
      running.current?.abort();
      report(id);
    },
    [id, report]
  );

  const options = useCallback(
    async (typed: string) => {
      running.current?.abort();
      const controller = new AbortController();
      running.current = controller;
      const variables = variableOptions(typed);
      try {
        const names = await latestLoad.current(typed, controller.signal);
        report(id);
        return [...nameOptions(names, typed), ...variables, ...(names.complete ? [] : [moreNames()])];
      } catch (failure) {
        if (!controller.signal.aborted) {
          report(id, failure instanceof Error ? failure.message : String(failure));
        }
        return variables;
      }
    },
    [id, report]
  );

  const findFirst = useCallback(async (typed: string) => {
    try {
      const { values } = await latestLoad.current(typed, new AbortController().signal);
      return values.includes(typed) ? typed : values[0];
    } catch {
      // LookupErrors show the error.
      return undefined;
    }
  }, []);

  return { options, findFirst };
}

function variableOptions(typed: string): Array<ComboboxOption<string>> {
  return getTemplateSrv()
    .getVariables()
    .map(({ name }) => `$${name}`)
    .filter((reference) => reference.toLowerCase().includes(typed.toLowerCase()))
    .map((reference) => ({
      value: reference,
      label: reference,
      description: t('picker.variable', 'Dashboard variable'),
    }));
}

/** An exact match comes first, as Enter chooses the first option. */
function nameOptions({ values }: Names, typed: string): Array<ComboboxOption<string>> {
  const exact = values.includes(typed);
  const ordered = exact ? [typed, ...values.filter((name) => name !== typed)] : values;
  return ordered.map((value) => ({ value, label: value }));
}

function moreNames(): ComboboxOption<string> {
  return { value: MORE_NAMES, label: t('picker.more', 'There are more. Type to narrow the list'), infoOption: true };
}
