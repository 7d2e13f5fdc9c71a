import { isBlocking, type Problem, problems as problemsOf } from '../../query/problems';
import { formatQuery } from '../../query/text/format';
import { type Span } from '../../query/text/functions';
import { parseQuery, parseText } from '../../query/text/parse';
import { ParseError } from '../../query/text/ParseError';
import { type Draft, useDraft } from '../shared/useDraft';
import { type SectionProps } from './types';

/** A problem of a text, with its position. */
export interface TextProblem extends Span {
  message: string;
  /** False: the server decides whether it is a problem. */
  isBlocking: boolean;
}

export interface CodeDraft extends Draft<string> {
  problems: TextProblem[];
}

/**
 * A query's text while it is being edited. It changes the saved query only when it is finished and valid. Until then the text is
 * kept here, also while the builder is shown.
 */
export function useCodeDraft({ query, change, server }: SectionProps): CodeDraft {
  const draft = useDraft(formatQuery(query), {
    onCommit: (text) => change(parseQuery(query, text)),
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

/** The problems of a text: that it isn't a query, or those of the query. */
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

/** The position of a problem; of a missing part, the end of the text, or of the function. */
function spanOf({ field }: Problem, spans: Record<string, Span>, text: string): Span {
  return spans[field] ?? spans[field.replace(/\.params\[\d+\]$/, '.end')] ?? { offset: text.length, length: 1 };
}
