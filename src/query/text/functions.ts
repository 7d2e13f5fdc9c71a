import { isEqual } from 'lodash';

import { t } from '@grafana/i18n';

import { type FunctionCall, type FunctionParam } from '../functions/model';
import { normalize, withoutAlias } from '../functions/normalize';
import { isNumberText } from '../functions/params';
import { writtenName } from '../functions/synonyms';
import { ParseError } from './ParseError';
import { JSON_STRING } from './quoted';
import { closingBracket, Scanner } from './Scanner';

/** A part of a text: `offset` is in UTF-16 units from its start. */
export interface Span {
  offset: number;
  length: number;
}

/** The parts of a function's text. */
export interface FunctionPlace {
  name: Span;
  params: Span[];
  /** The offset of its closing bracket. */
  end: number;
}

/** The functions of a text, not yet normalized or checked. */
export interface WrittenFunctions {
  /** In the order of application, with names and parameters as written. */
  functions: FunctionCall[];
  /** The parts of each function's text. */
  places: FunctionPlace[];
  /** The text of the query itself, and its offset. */
  subQuery: string;
  subQueryOffset: number;
}

/** A query with its functions. */
export interface QueryWithFunctions<Query> {
  query: Query;
  /** With canonical names; invalid ones as written. */
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

/** A function by gexp's name, unless that would be read back as another function. */
function written(call: FunctionCall): FunctionCall {
  const synonym = writtenName(call);
  return isEqual(normalize([synonym]), [call]) ? synonym : call;
}

/**
 * Parses a query with functions around it. Accepts a leading `exp=`, as in URLs. Invalid functions are reported by `problems`.
 * @param parseSubQuery parses the query itself; the offset of its errors is converted to one in `text`
 * @throws ParseError if the text has another syntax
 */
export function parseFunctions<Query>(
  text: string,
  parseSubQuery: (subQuery: string) => Query
): QueryWithFunctions<Query> {
  const read = readFunctions(text);
  return { query: parseAt(read, parseSubQuery), ...withoutAlias(read.functions), written: read };
}

/**
 * The part of the text of each function and parameter, by their paths in the saved query, as in problems. `functions[0].end` is a
 * function's closing bracket, for what is missing.
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
 * Reads the functions of a text without checking names and parameters.
 * @throws ParseError if brackets or quotes don't match
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

/** A function whose bracket isn't closed yet. */
export interface OpenCall {
  name: string;
  /** The index of the parameter being typed; undefined: the query or an inner function is being typed. */
  param?: number;
  /** The part of the parameter that is typed already. */
  typed: string;
}

/**
 * For a text that is still being typed: the innermost function that isn't closed, if any, and the part of the query itself that
 * is typed already.
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

/** The end of a word; of the text, if the word isn't closed. */
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
 * The end of a query, with the functions around it, that begins at an offset: the end of the text, or the comma or bracket of the
 * function around it.
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

/** Reads the functions around a query's text. */
class Reader extends Scanner {
  /** Reads a name and a bracket. The query itself can't begin like this: an aggregator is followed by a colon. */
  functionName(): { name: string; place: Span; open: number } | undefined {
    const match = /^(\s*)([A-Za-z_]\w*)\s*\(/.exec(this.text.slice(this.position));
    if (!match) {
      return undefined;
    }
    const place = { offset: this.position + match[1].length, length: match[2].length };
    this.position += match[0].length;
    return { name: match[2], place, open: this.position - 1 };
  }

  /** Reads a number, a word, text in single quotes, or a JSON string. */
  param(): { param: FunctionParam; place: Span } {
    this.skipSpace();
    const offset = this.position;
    const quote = this.text[offset];
    if (quote === "'" || quote === '"') {
      const param = quote === "'" ? this.singleQuoted() : this.quoted();
      return { param, place: { offset, length: this.position - offset } };
    }
    this.position = endOfWord(this.text, offset);
    const word = this.text.slice(offset, this.position).trim();
    // A number would lose its plus, which matters to a shift.
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
}

/** A variable, or brackets that hold anything but brackets. */
const PIECE = /^(?:\$\{[^}]*\}|\[\[[^\]]*\]\]|\[[^\]]*\])/;

/** The end of the query itself or of a parameter: a comma or `)` outside of braces, brackets, quotes and parentheses. */
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
      i = afterParentheses(text, i);
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
 * The offset after the `)` that matches the `(` at `open`. In a filter's text, `\)` and the `)` of a character class like `[)]`
 * don't count, and neither does text in double quotes.
 */
function afterParentheses(text: string, open: number): number {
  const inside = open + 1 + /^\s*/.exec(text.slice(open + 1))![0].length;
  const quoted = text[inside] === '"' ? JSON_STRING.exec(text.slice(inside)) : null;
  const end = closingBracket(text, quoted ? inside + quoted[0].length : inside);
  if (end === undefined) {
    throw unclosedError(open);
  }
  return end + 1;
}

/** Words that need no quotes. */
const BARE_WORD = /^(?:[A-Za-z_][A-Za-z0-9_./-]*|[<>=!]+|\$\w+|\$\{[\w:.]+\}|\[\[\w+\]\])$/;

function writeParam(param: FunctionParam): string {
  if (typeof param === 'number' || BARE_WORD.test(param)) {
    return String(param);
  }
  return /['\\]/.test(param) ? JSON.stringify(param) : `'${param}'`;
}
