import { isEqual } from 'lodash';

import { t } from '@grafana/i18n';

import { type FunctionCall, type FunctionParam } from '../functions/model';
import { normalize, withoutAlias } from '../functions/normalize';
import { isNumberText } from '../functions/params';
import { writtenName } from '../functions/synonyms';
import { ParseError } from './ParseError';
import { JSON_STRING, readQuoted } from './quoted';
import { closingBracket } from './Scanner';

/** Where a part of a text stands: `offset` counts UTF-16 units from its start. */
export interface Span {
  offset: number;
  length: number;
}

/** Where a function stands. */
export interface FunctionPlace {
  name: Span;
  params: Span[];
  /** The offset of the bracket that closes it. */
  end: number;
}

/** What a text says, as it is written. */
export interface WrittenFunctions {
  /** In the order of application; names and parameters as they are written. */
  functions: FunctionCall[];
  /** Where each function's name and its parameters stand. */
  places: FunctionPlace[];
  /** The query's own text, and where it begins. */
  subQuery: string;
  subQueryOffset: number;
}

/** A query with its functions. */
export interface QueryWithFunctions<Query> {
  query: Query;
  /** By their canonical names; what is wrong stays as it is written. */
  functions: FunctionCall[];
  /** The alias that an outermost `alias(…)` sets. */
  alias?: string;
  written: WrittenFunctions;
}

/** The text of a query with functions around it, in gexp's syntax: `highestMax(avg:1m-avg:os.cpu{host=*},5)`. */
export function formatFunctions(functions: FunctionCall[], subQuery: string): string {
  return functions.reduce((inner, call) => {
    const { name, params } = written(call);
    return `${name}(${[inner, ...params.map(writeParam)].join(',')})`;
  }, subQuery);
}

/** As gexp calls it, unless that is read back as something else: what is wrong stays as it is written. */
function written(call: FunctionCall): FunctionCall {
  const synonym = writtenName(call);
  return isEqual(normalize([synonym]), [call]) ? synonym : call;
}

/**
 * Reads a query with functions around it. A leading `exp=`, as in URLs, is taken. What is wrong with a function is for
 * `problems` to tell.
 * @param parseSubQuery reads the query's own text; the offset of an error that it throws is moved to its place
 * @throws ParseError where the text isn't one
 */
export function parseFunctions<Query>(
  text: string,
  parseSubQuery: (subQuery: string) => Query
): QueryWithFunctions<Query> {
  const read = readFunctions(text);
  return { query: parseAt(read, parseSubQuery), ...withoutAlias(read.functions), written: read };
}

/**
 * Where each function and each of its parameters stands, by their places in the saved query, as problems name them.
 * What is missing of a function would stand at the bracket that closes it, under `functions[0].end`.
 */
export function spansOf({ places }: WrittenFunctions): Record<string, Span> {
  return Object.fromEntries(
    places.flatMap(
      ({ name, params, end }, i): Array<[string, Span]> => [
        [`functions[${i}]`, name],
        [`functions[${i}].end`, { offset: end, length: 1 }],
        ...params.map((span, j): [string, Span] => [
          `functions[${i}].params[${j}]`,
          { ...span, length: Math.max(1, span.length) },
        ]),
      ]
    )
  );
}

function parseAt<Query>({ subQuery, subQueryOffset }: WrittenFunctions, parse: (subQuery: string) => Query): Query {
  try {
    return parse(subQuery);
  } catch (error) {
    throw error instanceof ParseError
      ? new ParseError(error.message, error.offset + subQueryOffset, error.length)
      : error;
  }
}

/**
 * What a text says, whether it makes sense or not: `parseFunctions` judges it.
 * @throws ParseError where its brackets or quotes don't match
 */
export function readFunctions(text: string): WrittenFunctions {
  const reader = new Reader(text);
  reader.skipSpace();
  reader.take('exp=');
  const outerFirst: Array<{ name: string; place: Span; open: number }> = [];
  for (let name = reader.functionName(); name; name = reader.functionName()) {
    outerFirst.push(name);
  }
  reader.skipSpace();
  const subQueryOffset = reader.position;
  reader.position = outerFirst.length > 0 ? endOfWord(text, reader.position) : text.length;
  const subQuery = text.slice(subQueryOffset, reader.position).trimEnd();

  const functions: FunctionCall[] = [];
  const places: FunctionPlace[] = [];
  for (const { name, place, open } of outerFirst.reverse()) {
    const params: FunctionParam[] = [];
    const paramPlaces: Span[] = [];
    reader.skipSpace();
    while (reader.take(',')) {
      const { param, place: paramPlace } = reader.param();
      params.push(param);
      paramPlaces.push(paramPlace);
      reader.skipSpace();
    }
    const end = reader.position;
    if (!reader.take(')')) {
      throw reader.atEnd
        ? unclosedError(open)
        : new ParseError(t('functions.text.param-end', 'A parameter ends with a comma or )'), end);
    }
    functions.push({ name, params });
    places.push({ name: place, params: paramPlaces, end });
  }
  reader.skipSpace();
  if (!reader.atEnd) {
    const { position } = reader;
    throw new ParseError(t('functions.text.rest', 'The function ends before this'), position, text.length - position);
  }
  return { functions, places, subQuery, subQueryOffset };
}

/** A function whose bracket is open at the end of a text. */
export interface OpenCall {
  name: string;
  /** The place of the parameter being written, from 0; undefined while the query is, or a function within. */
  param?: number;
  /** What is written of the parameter. */
  typed: string;
}

/**
 * What stands open at the end of a text that is still being written: the innermost function that isn't closed, if there
 * is one, and what is written of the query itself.
 */
export function openCallAt(text: string): { subQuery: string; isInQuery: boolean; call?: OpenCall } {
  const reader = new Reader(text);
  reader.skipSpace();
  reader.take('exp=');
  const open: string[] = [];
  for (let name = reader.functionName(); name; name = reader.functionName()) {
    open.push(name.name);
  }
  const begin = reader.position;
  const innermost = () => open[open.length - 1];
  const end = open.length === 0 ? text.length : endOf(reader.text, begin);
  const subQuery = text.slice(begin, end);
  let call: OpenCall | undefined = innermost() === undefined ? undefined : { name: innermost(), typed: '' };
  for (let i = end; i < text.length && call; ) {
    if (text[i] === ')') {
      open.pop();
      call = innermost() === undefined ? undefined : { name: innermost(), typed: '' };
      i++;
    } else if (text[i] === ',') {
      const begins = i + 1;
      i = endOf(text, begins);
      call = { name: call.name, param: (call.param ?? -1) + 1, typed: text.slice(begins, i).trimStart() };
    } else {
      i++;
    }
  }
  return { subQuery, isInQuery: end === text.length, call };
}

/** Where a word ends, or the text where the word isn't closed. */
function endOf(text: string, start: number): number {
  const quoted = /^\s*(?:'[^']*(?:'|$))/.exec(text.slice(start));
  if (quoted) {
    return start + quoted[0].length;
  }
  try {
    return endOfWord(text, start);
  } catch {
    return text.length;
  }
}

/**
 * How far a query, with the functions around it, goes that begins at an offset: to the end of the text, or to the comma
 * or bracket of the function that it stands in.
 */
export function endOfQuery(text: string, start: number): number {
  const reader = new Reader(text);
  reader.position = start;
  let depth = 0;
  while (reader.functionName()) {
    depth++;
  }
  let i = endOf(text, reader.position);
  while (depth > 0 && i < text.length) {
    depth -= text[i] === ')' ? 1 : 0;
    i = text[i] === ',' ? endOf(text, i + 1) : i + 1;
  }
  return i;
}

function unclosedError(offset: number): ParseError {
  return new ParseError(t('functions.text.unclosed', 'This bracket is not closed'), offset);
}

class Reader {
  position = 0;

  constructor(readonly text: string) {}

  get atEnd(): boolean {
    return this.position >= this.text.length;
  }

  skipSpace(): void {
    this.position += /^\s*/.exec(this.text.slice(this.position))![0].length;
  }

  take(expected: string): boolean {
    const seen = this.text.startsWith(expected, this.position);
    this.position += seen ? expected.length : 0;
    return seen;
  }

  /** A name and the bracket behind it. A query's own text can't begin so: behind an aggregator comes a colon. */
  functionName(): { name: string; place: Span; open: number } | undefined {
    const match = /^(\s*)([A-Za-z_]\w*)\s*\(/.exec(this.text.slice(this.position));
    if (!match) {
      return undefined;
    }
    const place = { offset: this.position + match[1].length, length: match[2].length };
    this.position += match[0].length;
    return { name: match[2], place, open: this.position - 1 };
  }

  /** A number, a word, or text in single quotes as it is, or in double ones as JSON writes it. */
  param(): { param: FunctionParam; place: Span } {
    this.skipSpace();
    const offset = this.position;
    const quote = this.text[offset];
    if (quote === "'" || quote === '"') {
      const param = quote === "'" ? this.singleQuoted() : this.doubleQuoted();
      return { param, place: { offset, length: this.position - offset } };
    }
    this.position = endOfWord(this.text, offset);
    const word = this.text.slice(offset, this.position).trim();
    // A plus matters to a shift, and would be lost in a number.
    const isNumber = isNumberText(word) && !word.startsWith('+') && Number.isFinite(Number(word));
    return { param: isNumber ? Number(word) + 0 : word, place: { offset, length: word.length } };
  }

  private singleQuoted(): string {
    const end = this.text.indexOf("'", this.position + 1);
    if (end < 0) {
      throw new ParseError(t('functions.text.quote', 'This quote is not closed'), this.position);
    }
    const param = this.text.slice(this.position + 1, end);
    this.position = end + 1;
    return param;
  }

  private doubleQuoted(): string {
    const { value, end } = readQuoted(this.text, this.position);
    this.position = end;
    return value;
  }
}

/** A variable, or brackets that hold anything but brackets. */
const PIECE = /^(?:\$\{[^}]*\}|\[\[[^\]]*\]\]|\[[^\]]*\])/;

/** Where a query's own text or a parameter ends: at a comma or `)` outside braces, brackets, quotes and parentheses. */
function endOfWord(text: string, start: number): number {
  const braces: number[] = [];
  let i = start;
  while (i < text.length) {
    const char = text[i];
    if (braces.length === 0 && (char === ',' || char === ')')) {
      return i;
    }
    const piece = PIECE.exec(text.slice(i, i + 1000)) ?? (char === '"' ? JSON_STRING.exec(text.slice(i)) : null);
    if (piece) {
      i += piece[0].length;
    } else if (char === '(') {
      i = behindParentheses(text, i);
    } else {
      if (char === '{') {
        braces.push(i);
      } else if (char === '}') {
        braces.pop();
      }
      i++;
    }
  }
  if (braces.length > 0) {
    throw unclosedError(braces[0]);
  }
  return i;
}

/**
 * Behind the `)` that belongs to a `(`. In a filter's text, `\)` and the `)` of a character class like `[)]` close nothing; text in
 * double quotes is one piece.
 */
function behindParentheses(text: string, open: number): number {
  const inside = open + 1 + /^\s*/.exec(text.slice(open + 1))![0].length;
  const quoted = text[inside] === '"' ? JSON_STRING.exec(text.slice(inside)) : null;
  const end = closingBracket(text, quoted ? inside + quoted[0].length : inside);
  if (end === undefined) {
    throw unclosedError(open);
  }
  return end + 1;
}

/** Words that are read back as they are. */
const BARE_WORD = /^(?:[A-Za-z_][A-Za-z0-9_./-]*|[<>=!]+|\$\w+|\$\{[\w:.]+\}|\[\[\w+\]\])$/;

function writeParam(param: FunctionParam): string {
  if (typeof param === 'number' || BARE_WORD.test(param)) {
    return String(param);
  }
  return /['\\]/.test(param) ? JSON.stringify(param) : `'${param}'`;
}
