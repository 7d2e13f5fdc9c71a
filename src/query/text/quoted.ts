import { t } from '@grafana/i18n';

import { ParseError } from './ParseError';

/** A JSON string at the start of a text. */
export const JSON_STRING = /^"(?:[^"\\]|\\.)*"/s;

/**
 * Reads the JSON string that begins at an offset: its value, and the offset after it.
 * @throws ParseError if it isn't closed, or isn't valid JSON
 */
export function readQuoted(text: string, offset: number): { value: string; end: number } {
  const match = JSON_STRING.exec(text.slice(offset));
  if (!match) {
    throw new ParseError(t('text.open-quote', 'This quote is not closed'), offset);
  }
  try {
    return { value: JSON.parse(match[0]) as string, end: offset + match[0].length };
  } catch {
    const message = t('text.quoted', 'Text in quotes is written as in JSON');
    throw new ParseError(message, offset, match[0].length);
  }
}
