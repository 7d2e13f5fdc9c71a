import { type OpenCall, openCallAt } from './functions';

/** What is being typed at an offset of a query's text. */
export interface Place {
  kind: 'aggregator' | 'downsampler' | 'fill' | 'rate' | 'metric' | 'tagKey' | 'tagValue' | 'param' | 'none';
  /** The part of it that is typed already. */
  typed: string;
  /** The metric whose filters are being typed. */
  metric?: string;
  /** The tag key whose value is being typed. */
  key?: string;
  /** Whether a filter function like `regexp(` is possible here. */
  allowsFunction?: boolean;
  /** The function whose parameter is being typed. */
  call?: OpenCall;
}

/** Guesses, for completion, what is being typed at an offset, from the text before it. */
export function placeAt(text: string, offset: number): Place {
  const { subQuery, isInQuery, call } = openCallAt(text.slice(0, offset));
  if (call?.param !== undefined) {
    return { kind: 'param', typed: call.typed, metric: metricOf(subQuery), call };
  }
  return isInQuery ? placeInSubQuery(subQuery) : { kind: 'none', typed: '' };
}

function placeInSubQuery(text: string): Place {
  const before = text.replace(/^\s*m=/, '');
  const { words, braces, isInExpression } = structureOf(before);
  if (isInExpression) {
    return { kind: 'none', typed: '' };
  }
  const word = words[words.length - 1].trimStart();
  if (braces !== undefined) {
    return inBraces(word.trim(), braces);
  }
  if (words.length === 1) {
    return { kind: 'aggregator', typed: word };
  }
  const downsample = /^(?:\d\w*|auto|"[^"]*"c?|\$\w+|\$\{[^}]*\}|\[\[[^\]]*\]\])-([^-]*)(?:-([^-]*))?$/.exec(word);
  if (downsample) {
    return downsample[2] === undefined
      ? { kind: 'downsampler', typed: downsample[1] }
      : { kind: 'fill', typed: downsample[2] };
  }
  return { kind: 'metric', typed: word };
}

/** The metric of a sub-query, which may be invalid: the text after the last colon. */
function metricOf(subQuery: string): string {
  const { words } = structureOf(subQuery);
  return unquoted(words[words.length - 1].trim());
}

interface Structure {
  /** The text between colons outside of brackets, without closed braces and their content. */
  words: string[];
  /** The content of the brace that is open at the end; undefined: none is. */
  braces?: string;
  /** Whether the end is inside the text of a filter, such as `regexp(`, or inside quotes. */
  isInExpression: boolean;
}

/** Ignores colons and braces in quotes, in variables and in the text of filters. */
function structureOf(text: string): Structure {
  const words = [''];
  let braces: string | undefined;
  for (let i = 0; i < text.length; ) {
    const piece = pieceAt(text, i);
    i += piece.length;
    if (piece.startsWith('"') && !/^"(?:[^"\\]|\\.)*"$/s.test(piece)) {
      return { words, braces, isInExpression: true };
    }
    if (braces !== undefined) {
      if (piece === '}') {
        braces = undefined;
        continue;
      }
      braces += piece;
      const expression = piece === '(' ? expressionEnd(text, i) : i;
      if (expression === undefined) {
        // Values are still to be completed in `literal_or(`, expressions are not.
        return { words, braces: braces + text.slice(i), isInExpression: !/literal_or\($/i.test(braces) };
      }
      braces += text.slice(i, expression);
      i = expression;
    } else if (piece === '{') {
      braces = '';
    } else if (piece === ':') {
      words.push('');
    } else {
      words[words.length - 1] += piece;
    }
  }
  return { words, braces, isInExpression: false };
}

/** A quoted text, a variable, or one character. */
function pieceAt(text: string, start: number): string {
  return /^(?:"(?:[^"\\]|\\.)*(?:"|$)|\$\{[^}]*\}|\[\[\w+(?::\w+)?\]\]|[^])/.exec(text.slice(start))![0];
}

/** The offset after the `)` that matches a `(` before `start`; undefined: there is none. */
function expressionEnd(text: string, start: number): number | undefined {
  let depth = 1;
  for (let i = start; i < text.length; i++) {
    if (text[i] === '\\') {
      i++;
    } else if (text[i] === '(') {
      depth++;
    } else if (text[i] === ')' && --depth === 0) {
      return i + 1;
    }
  }
  return undefined;
}

function inBraces(name: string, content: string): Place {
  const filter = content.slice(lastComma(content) + 1).trimStart();
  if (name.toLowerCase() === 'rate') {
    return { kind: 'rate', typed: filter };
  }
  const metric = unquoted(name);
  const equals = filter.indexOf('=');
  if (equals < 0) {
    return { kind: 'tagKey', typed: filter, metric };
  }
  const value = filter.slice(equals + 1);
  const typed = /[^|(]*$/.exec(value)![0].trimStart();
  return {
    kind: 'tagValue',
    typed,
    metric,
    key: unquoted(filter.slice(0, equals).trim()),
    allowsFunction: typed === value.trimStart(),
  };
}

/** The offset of the last comma outside of brackets and variables. */
function lastComma(content: string): number {
  let last = -1;
  for (let i = 0; i < content.length; ) {
    const piece = pieceAt(content, i);
    if (piece === ',') {
      last = i;
    }
    i = piece === '(' ? (expressionEnd(content, i + 1) ?? content.length) : i + piece.length;
  }
  return last;
}

function unquoted(name: string): string {
  try {
    return name.startsWith('"') ? String(JSON.parse(name)) : name;
  } catch {
    return name;
  }
}
