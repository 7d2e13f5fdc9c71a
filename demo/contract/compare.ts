import { isObject, parseJson } from '../http/json';

/** The end of a body that was captured only in part. */
const TRIMMED = /\s*\.\.\.\s?\[trimmed[:,][^\]]*\]\s*$/;

/** Times that differ between any two responses. */
const VOLATILE_FIELDS = [
  'time',
  'aggregationTime',
  'groupByTime',
  'queryScanTime',
  'saltScannerMergeTime',
  'serializationTime',
  'uidToStringTime',
];

/** Whether two bodies are equal, ignoring the order of series, of names and of keys. */
export function sameJson(real: string, ours: string): boolean {
  if (TRIMMED.test(real)) {
    const cut = real.replace(TRIMMED, '');
    return ours.startsWith(cut) || startsAlike(cut, ours);
  }
  if (pointTexts(real) !== pointTexts(ours)) {
    return false;
  }
  const realValue = parseJson(real);
  const ourValue = parseJson(ours);
  return realValue !== undefined && ourValue !== undefined && canonical(realValue.value) === canonical(ourValue.value);
}

/** The text of all series' points, which shows what parsing hides: the order of keys, duplicate keys, `1.0` or `1`. */
function pointTexts(body: string): string {
  return [...body.matchAll(/"dps":(\{[^}]*\}|\[.*?\](?=[,}]"?\]?))/g)]
    .map(([text]) => text)
    .sort()
    .join();
}

/** A text that is equal for JSON values that differ only in the order of keys and list elements, or in volatile fields. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map(canonical).sort().join(',')}]`;
  }
  if (isObject(value)) {
    const fields = Object.keys(value)
      .filter((key) => !VOLATILE_FIELDS.includes(key))
      .sort()
      .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
    return `{${fields.join(',')}}`;
  }
  return JSON.stringify(value);
}

/**
 * True where every whole element of a list that was cut off is an element of ours, and the last, partial one begins like
 * an element of ours. Elements are those of the list itself or of its `results`.
 */
function startsAlike(cut: string, ours: string): boolean {
  const [head, ...elements] = splitElements(cut);
  const [ourHead, ...ourElements] = splitElements(ours.trim());
  const partial = elements.pop() ?? '';
  const known = new Set(ourElements);
  const blank = (text: string) => text.replace(/"time":[0-9.]+/, '"time":0');
  return (
    blank(head) === blank(ourHead) &&
    elements.every((element) => known.has(element)) &&
    ourElements.some((element) => element.startsWith(partial))
  );
}

/** Splits a list into the text before its elements, and the elements. */
function splitElements(text: string): string[] {
  const start = text.startsWith('[') ? 1 : text.indexOf('"results":[') + '"results":['.length;
  const elements = [text.slice(0, start)];
  let depth = 0;
  let quoted = false;
  let from = start;
  for (let i = start; i < text.length; i++) {
    const c = text[i];
    if (c === '"' && text[i - 1] !== '\\') {
      quoted = !quoted;
    } else if (!quoted && (c === '{' || c === '[')) {
      depth++;
    } else if (!quoted && (c === '}' || c === ']')) {
      depth--;
    }
    if (!quoted && ((c === ',' && depth === 0) || depth < 0)) {
      elements.push(text.slice(from, i));
      from = i + 1;
      if (depth < 0) {
        return elements;
      }
    }
  }
  elements.push(text.slice(from));
  return elements;
}

/**
 * True where two responses of OpenTSDB say the same. Errors are the same when their code, their message and the first line of
 * their stack trace are, and when details are there or not; the words of a JSON parser's details are its own.
 */
export function sameResponse(real: string, ours: string): boolean {
  const [realError, ourError] = [real, ours].map(errorOf);
  if (realError && ourError) {
    return realError === ourError;
  }
  const [realText, ourText] = [real, ours].map((text) => /^cb\((.*)\)$/s.exec(text)?.[1] ?? text);
  return sameJson(realText, ourText);
}

function errorOf(body: string): string | undefined {
  // A long error was cut off in the capture, inside its stack trace.
  const whole = parseJson(body) ?? parseJson(`${body.slice(0, body.indexOf('"trace":"')).replace(/,$/, '')}}}`);
  if (!whole || !isObject(whole.value) || !isObject(whole.value.error)) {
    return undefined;
  }
  const { code, message, details } = whole.value.error;
  const ofParser = message === 'Unable to parse the given JSON';
  const trace = /"trace":"((?:[^"\\]|\\[^n])*)/.exec(body)?.[1];
  return JSON.stringify({ code, message, details: ofParser ? typeof details : details, trace });
}
