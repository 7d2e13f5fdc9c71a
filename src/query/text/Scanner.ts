import { t } from '@grafana/i18n';

import { ParseError } from './ParseError';
import { readQuoted } from './quoted';

/**
 * Reads a query's text from left to right. A word is the text up to the next delimiter; a dashboard variable (`${a:pipe}`,
 * `[[a]]`) is one piece whatever it holds, and so is what stands in round brackets. A word that holds something else
 * is written in double quotes, as JSON writes strings.
 */
export class Scanner {
  position = 0;

  constructor(readonly text: string) {}

  get atEnd(): boolean {
    return this.position >= this.text.length;
  }

  /** Whether the text goes on with `expected`. */
  sees(expected: string): boolean {
    return this.text.startsWith(expected, this.position);
  }

  /** Steps over `expected` if the text goes on with it. */
  take(expected: string): boolean {
    const seen = this.sees(expected);
    this.position += seen ? expected.length : 0;
    return seen;
  }

  skipSpace(): void {
    this.position += /^\s*/.exec(this.text.slice(this.position))![0].length;
  }

  /** A word up to one of the delimiters, or to the end; without the space around it. */
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

  /** Steps over all up to one of the delimiters, or to the end. */
  skipTo(delimiters: string): void {
    while (!this.atEnd && !delimiters.includes(this.text[this.position])) {
      if (this.sees('"')) {
        this.quoted();
      } else {
        this.position += this.pieceLength();
      }
    }
  }

  /** What stands in brackets, up to the `)` that belongs to the `(` before. */
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

  private quoted(): string {
    const { value, end } = readQuoted(this.text, this.position);
    this.position = end;
    return value;
  }

  private pieceLength(): number {
    const rest = this.text.slice(this.position);
    return /^(?:\$\{[^}]*\}|\[\[[^\]]*\]\])/.exec(rest)?.[0].length ?? 1;
  }
}

/** Where the bracket closes that is open at `start`: `\)` and the `)` of a character class like `[)]` don't close it. */
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

/** What parts a query's text: a word that holds one of these is written in quotes, wherever it stands. */
const STRUCTURE = ':{}()[]=,"';

/** A word as `Scanner.word` reads it back, whose delimiters are of the text's structure or among `delimiters`. */
export function writeWord(text: string, delimiters = ''): string {
  // A `$` at the end would make a variable of the brace that may follow.
  const plain = !text.endsWith('$') && readsBack(text, (scanner) => scanner.word(STRUCTURE + delimiters));
  return plain ? text : JSON.stringify(text);
}

/** Text as `Scanner.bracketed` reads it back from `(text)`. */
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
