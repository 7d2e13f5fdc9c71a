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
  return isRunnable(query) && filtersOf(query).every(isCompleteFilter) && intervalProblem(query) === undefined;
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
