/** The examples in the pages of docs. */
import { readFileSync } from 'node:fs';

import { inRoot } from '../lib/paths';

/** A block of code of a page. */
export interface Example {
  code: string;
  /** The sentence that introduces it. */
  sentence: string;
}

/** A page's blocks of code in one language. */
export function examplesOf(page: string, language: string): Example[] {
  const text = readFileSync(inRoot(page), 'utf8');
  const blocks = text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'));
  return [...blocks].map(({ index, 1: code }) => ({ code, sentence: lastSentence(text.slice(0, index)) }));
}

function lastSentence(text: string): string {
  const paragraph = text.trimEnd().split('\n\n').at(-1) ?? '';
  const sentences = paragraph.replace(/\s+/g, ' ').split(/(?<=\.) (?=[A-Z])/);
  return (sentences.at(-1) ?? '').replace(/:$/, '');
}
