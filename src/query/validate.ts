import { t } from '@grafana/i18n';

import { filtersOf, isCompleteFilter } from './filters';
import { isAutoInterval, isInterval } from './interval';
import { type OpenTsdbQuery } from './model';

/** Whether a query says enough to be sent: the rest is the backend's to judge, in words. */
export function isRunnable(query: OpenTsdbQuery): boolean {
  return Boolean(query.metric?.trim());
}

/** Whether all a person began to write is finished, so that running it now makes sense. */
export function isFinished(query: OpenTsdbQuery): boolean {
  return (
    isRunnable(query) &&
    filtersOf(query).every(isCompleteFilter) &&
    intervalProblem(query) === undefined &&
    [query.counterMax, query.counterResetValue].every((number) => wholeNumberProblem(number) === undefined)
  );
}

/** What is wrong with a fixed downsample interval, in words. */
export function intervalProblem({ downsampleInterval, disableDownsampling }: OpenTsdbQuery): string | undefined {
  if (
    disableDownsampling ||
    !downsampleInterval ||
    isAutoInterval(downsampleInterval) ||
    isInterval(downsampleInterval)
  ) {
    return undefined;
  }
  return t('query.problem.interval', '"{{text}}" is not an interval: write a number and a unit, like 30s, 5m or 1h', {
    text: downsampleInterval,
    interpolation: { escapeValue: false },
  });
}

/** What is wrong with a whole number that may also be a template variable, in words. */
export function wholeNumberProblem(value: number | string | undefined): string | undefined {
  const text = String(value ?? '').trim();
  if (text === '' || /^\d+$/.test(text) || text.includes('$') || text.includes('[[')) {
    return undefined;
  }
  return t('query.problem.whole-number', '"{{text}}" is not a whole number', {
    text,
    interpolation: { escapeValue: false },
  });
}

/**
 * Whether the point after a counter's reset is left out: as said, else when no bound says how else to tell a reset, as
 * the built-in data source did; pkg/query reads it likewise.
 */
export function dropsResets({ dropResets, counterMax, counterResetValue }: OpenTsdbQuery): boolean {
  return dropResets ?? (numberText(counterMax) === '' && numberText(counterResetValue) === '');
}

/** A number that may be saved as text; a reset value of 0 is none. */
export function numberText(value: number | string | undefined | null): string {
  const text = String(value ?? '').trim();
  return text === '0' ? '' : text;
}
