import { t } from '@grafana/i18n';

import { ParseError } from './ParseError';
import { readQuoted } from './quoted';

/**
 * Reads a query's text from left to right. A word is the text up to the next delimiter. Delimiters in a dashboard variable
 * (`${a:pipe}`, `[[a]]`) and in parentheses don't count. Any other word is in double quotes, as a JSON string.
 */
export class Scanner {
  position = 0;

  constructor(readonly text: string) {}

  get atEnd(): boolean {
    return this.position >= this.text.length;
  }

  /** Whether the rest begins with `expected`. */
  sees(expected: string): boolean {
    return this.text.startsWith(expected, this.position);
  }

  /** Moves past `expected` if the rest begins with it. */
  take(expected: string): boolean {
    const seen = this.sees(expected);
    this.position += seen ? expected.length : 0;
    return seen;
  }

  skipSpace(): void {
    this.position += /^\s*/.exec(this.text.slice(this.position))![0].length;
  }

  /** Reads a word up to one of the delimiters, or to the end, without the space around it. */
  word(delimiters: string): string {
    this.skipSpace();
    if (this.sees('"')) {
      const quoted = this.quoted();
      this.skipSpace();
      return quoted;
    }
    const start = this.position;
    while (!this.atEnd && !delimiters.includes(this.text[this.position])) {
      this.position += this.pieceLength();
    }
    return this.text.slice(start, this.position).trim();
  }

  /** Moves to the next of the delimiters, or to the end. */
  skipTo(delimiters: string): void {
    while (!this.atEnd && !delimiters.includes(this.text[this.position])) {
      if (this.sees('"')) {
        this.quoted();
      } else {
        this.position += this.pieceLength();
      }
    }
  }

  /** Reads up to the `)` that matches the `(` before. */
  bracketed(): string {
    this.skipSpace();
    if (this.sees('"')) {
      return this.quoted();
    }
    const start = this.position;
    const end = closingBracket(this.text, start);
    if (end === undefined) {
      throw new ParseError(t('text.open-bracket', 'This bracket is not closed'), Math.max(0, start - 1));
    }
    this.position = end;
    return this.text.slice(start, end).trim();
  }

  protected quoted(): string {
    const { value, end } = readQuoted(this.text, this.position);
    this.position = end;
    return value;
  }

  private pieceLength(): number {
    const rest = this.text.slice(this.position);
    return /^(?:\$\{[^}]*\}|\[\[[^\]]*\]\])/.exec(rest)?.[0].length ?? 1;
  }
}

/** The offset of the `)` that matches a `(` before `start`. `\)` and the `)` of a character class like `[)]` don't count. */
export function closingBracket(text: string, start: number): number | undefined {
  let depth = 1;
  let inClass = false;
  for (let i = start; i < text.length; i++) {
    const char = text[i];
    if (char === '\\') {
      i++;
    } else if (inClass) {
      inClass = char !== ']';
    } else if (char === '[') {
      inClass = true;
    } else if (char === '(') {
      depth++;
    } else if (char === ')' && --depth === 0) {
      return i;
    }
  }
  return undefined;
}

/** Delimiters of a query's text: a word with one of these is always written in quotes. */
const STRUCTURE = ':{}()[]=,"';

/** Writes a word so that `Scanner.word` reads it back, with these additional delimiters. */
export function writeWord(text: string, delimiters = ''): string {
  // A `$` at the end, with a brace after it, would be read as a variable.
  const plain = !text.endsWith('$') && readsBack(text, (scanner) => scanner.word(STRUCTURE + delimiters));
  return plain ? text : JSON.stringify(text);
}

/** Writes text in parentheses so that `Scanner.bracketed` reads it back. */
export function writeBracketed(text: string): string {
  return readsBack(`${text})`, (scanner) => scanner.bracketed(), 1) && text.trim() === text
    ? `(${text})`
    : `(${JSON.stringify(text)})`;
}

function readsBack(text: string, read: (scanner: Scanner) => string, after = 0): boolean {
  if (text.startsWith('"')) {
    return false;
  }
  try {
    const scanner = new Scanner(text);
    return read(scanner) === text.slice(0, text.length - after) && scanner.position === text.length - after;
  } catch {
    return false;
  }
}
