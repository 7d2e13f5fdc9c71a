import { type OpenTsdbQuery } from './model';

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
