import { t } from '@grafana/i18n';

/** The settings that are whole numbers. */
export type NumberKey = 'lookupLimit' | 'maxResponseMB' | 'maxSeries' | 'responseCacheMB';

/** The range of each number, both ends included; the backend's pkg/settings has the same and decides. */
export const LIMITS: Record<NumberKey, { minimum: number; maximum: number }> = {
  lookupLimit: { minimum: 1, maximum: 100_000 },
  maxResponseMB: { minimum: 1, maximum: 4096 },
  maxSeries: { minimum: 1, maximum: 1_000_000 },
  responseCacheMB: { minimum: 0, maximum: 4096 },
};

/**
 * A number as it is saved: a number where the text is a whole one, nothing where the field is empty, and else the text as
 * it was typed, for the backend to refuse by name.
 */
export function readNumber(text: string): number | string | undefined {
  const trimmed = text.trim();
  if (trimmed === '') {
    return undefined;
  }
  return /^-?\d{1,15}$/.test(trimmed) ? Number(trimmed) : text;
}

/** What is wrong with a saved number, in words. */
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
