import { t } from '@grafana/i18n';

/** The settings that are whole numbers. */
export type NumberKey = 'lookupLimit' | 'maxResponseMB' | 'maxSeries' | 'responseCacheMB';

/** The range of each number, both ends included. Must match the backend's pkg/settings, which decides. */
export const LIMITS: Record<NumberKey, { minimum: number; maximum: number }> = {
  lookupLimit: { minimum: 1, maximum: 100_000 },
  maxResponseMB: { minimum: 1, maximum: 4096 },
  maxSeries: { minimum: 1, maximum: 1_000_000 },
  responseCacheMB: { minimum: 0, maximum: 4096 },
};

/**
 * Converts typed text to what is saved: a whole number to a number, an empty field to nothing. Other text stays as it is, and the
 * backend refuses it by name.
 */
export function readNumber(text: string): number | string | undefined {
  const trimmed = text.trim();
  if (trimmed === '') {
    return undefined;
  }
  return /^-?\d{1,15}$/.test(trimmed) ? Number(trimmed) : text;
}

/** The problem of a saved number. */
export function numberProblem(key: NumberKey, saved: unknown): string | undefined {
  const { minimum, maximum } = LIMITS[key];
  const text = String(saved ?? '').trim();
  if (text === '' || (/^\d+$/.test(text) && Number(text) >= minimum && Number(text) <= maximum)) {
    return undefined;
  }
  return t('config.limits.number-invalid', 'Enter a whole number from {{minimum}} to {{maximum}}', {
    minimum,
    maximum,
  });
}
