import { type OpenTsdbQuery } from './model';

/**
 * Whether the point after a counter's reset is left out: as the field says; if it is missing, when there is neither a maximum
 * nor a reset value, as in the built-in data source and in pkg/query.
 */
export function dropsResets({ dropResets, counterMax, counterResetValue }: OpenTsdbQuery): boolean {
  return dropResets ?? (numberText(counterMax) === '' && numberText(counterResetValue) === '');
}

/** A number that may be saved as text; 0 means none. */
export function numberText(value: number | string | undefined | null): string {
  const text = String(value ?? '').trim();
  return text === '0' ? '' : text;
}
