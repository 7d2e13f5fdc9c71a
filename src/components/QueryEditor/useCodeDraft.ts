import { isBlocking, type Problem, problems as problemsOf } from '../../query/problems';
import { formatQuery } from '../../query/text/format';
import { type Span } from '../../query/text/functions';
import { parseQuery, parseText } from '../../query/text/parse';
import { ParseError } from '../../query/text/ParseError';
import { type Draft, useDraft } from '../shared/useDraft';
import { type SectionProps } from './types';

/** Something that keeps a text from running, and where in the text. */
export interface TextProblem extends Span {
  message: string;
  /** Whether the server has the last word. */
  isBlocking: boolean;
}

export interface CodeDraft extends Draft<string> {
  problems: TextProblem[];
}

/**
 * A query's text as it is being written. Text counts when it is finished and is a query; until then the saved query stays
 * as it is, and the text stays here, whichever view of the query is shown.
 */
export function useCodeDraft({ query, change, server }: SectionProps): CodeDraft {
  const draft = useDraft(formatQuery(query), {
    hand: (text) => change(parseQuery(query, text)),
    finish: (text) => (isQuery(text) ? text : undefined),
  });
  return { ...draft, problems: problemsIn(draft.draft, server) };
}

function isQuery(text: string): boolean {
  try {
    parseText(text);
    return true;
  } catch (error) {
    if (error instanceof ParseError) {
      return false;
    }
    throw error;
  }
}

/** What is wrong with a text, and where: that it is no query, or what keeps the query from running. */
export function problemsIn(text: string, server: SectionProps['server']): TextProblem[] {
  try {
    const { query, spans } = parseText(text);
    return problemsOf(query, server).map((problem) => ({
      message: problem.message,
      isBlocking: isBlocking(problem),
      ...spanOf(problem, spans, text),
    }));
  } catch (error) {
    if (error instanceof ParseError) {
      return [{ message: error.message, offset: error.offset, length: error.length, isBlocking: true }];
    }
    throw error;
  }
}

/** A part that isn't there has its place at the end, that of a function where it closes. */
function spanOf({ field }: Problem, spans: Record<string, Span>, text: string): Span {
  return spans[field] ?? spans[field.replace(/\.params\[\d+\]$/, '.end')] ?? { offset: text.length, length: 1 };
}
