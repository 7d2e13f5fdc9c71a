import { useMemo } from 'react';

import { type Metadata } from '../../metadata/Metadata';
import { useResponse } from '../shared/useResponse';
import { addNames, indexNames, type NameIndex, wordsOf } from './search';

/** The debounce time of requests while typing, in milliseconds. */
const PAUSE_MS = 300;

interface MetricNames {
  /** Sorted; up to the lookup limit of the settings. */
  names?: string[];
  /** To search in: these names and, where there are more, those that the server finds for the search. */
  index?: NameIndex;
  /** Whether every name that the search can match is among them. */
  complete: boolean;
  loading: boolean;
  /** The error message, if there are no names. */
  error?: string;
}

/** The names for a search. The server is asked while typing only if it has more names than the first list holds. */
export function useMetricNames(metadata: Metadata, search: string): MetricNames {
  const all = useResponse('all', (signal) => metadata.metrics({}, signal));
  const isCut = all.value !== undefined && !all.value.complete;
  // The server searches for one text, so it gets the longest word; the others are searched in its result.
  const word = isCut ? longest(wordsOf(search)) : '';
  const found = useResponse(
    word,
    (signal) => (word === '' ? Promise.resolve(undefined) : metadata.metrics({ q: word }, signal)),
    word === '' ? 0 : PAUSE_MS
  );

  const names = all.value?.values;
  const more = found.value?.values;
  const index = useMemo(() => names && indexNames(names), [names]);
  const known = useMemo(() => new Set(isCut ? names : []), [names, isCut]);
  const searchable = useMemo(
    () =>
      index && more
        ? addNames(
            index,
            more.filter((name) => !known.has(name))
          )
        : index,
    [index, more, known]
  );

  return {
    names,
    index: searchable,
    complete: all.value?.complete === true || found.value?.complete === true,
    loading: all.loading || (word !== '' && found.loading),
    error: all.error ?? found.error,
  };
}

function longest(words: string[]): string {
  return words.reduce((best, word) => (word.length > best.length ? word : best), '');
}
