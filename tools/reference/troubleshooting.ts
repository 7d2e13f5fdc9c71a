/** The messages of docs/troubleshooting.md, made from pkg/messages and src/messages.ts. */
import { readFileSync } from 'node:fs';

import { MESSAGE_GROUPS } from '../../src/messages';
import { inRoot, pluginJson } from '../lib/paths';

/** A message of the backend: testdata/reference/messages.json, which TestReference in pkg/messages writes. */
interface Message {
  title: string;
  says: string;
  reason: string;
  fix: string;
}

interface Section {
  title: string;
  intro?: string;
  messages: Message[];
}

type Texts = { [key: string]: string | Texts };

/** The English texts of the browser half, by key. */
export function englishTexts(): Map<string, string> {
  const flat = (texts: Texts, prefix: string): Array<[string, string]> =>
    Object.entries(texts).flatMap(
      ([key, value]): Array<[string, string]> =>
        typeof value === 'string' ? [[prefix + key, value]] : flat(value, `${prefix}${key}.`)
    );
  const path = inRoot('src', 'locales', 'en-US', `${pluginJson().id}.json`);
  return new Map(flat(JSON.parse(readFileSync(path, 'utf8')), ''));
}

/** One entry: what the user sees, why, and what to do. */
function entry(level: string, title: string, texts: string[], reason: string, fix: string): string {
  const quoted = texts.map((text) => `> \`${text}\``).join('\\\n');
  return `${level} ${title}\n\n${quoted}\n\n${reason}\n\n**Fix:** ${fix}`;
}

const named = (text: string) => text.replace(/\{\{(\w+)\}\}|\{([a-z ]+)\}/g, '<$1$2>');

/** All messages of the backend. */
export function backendMessages(): string {
  const sections: Section[] = JSON.parse(readFileSync(inRoot('testdata', 'reference', 'messages.json'), 'utf8'));
  return sections
    .map(({ title, intro, messages }) => {
      const entries = messages.map((m) => entry('####', m.title, [named(m.says)], m.reason, m.fix));
      return [`### ${title}`, ...(intro ? [intro] : []), ...entries].join('\n\n');
    })
    .join('\n\n');
}

/** All messages of the editors. */
export function editorMessages(): string {
  const texts = englishTexts();
  return MESSAGE_GROUPS.map(({ title, intro, messages }) => {
    const entries = messages.map((p) =>
      entry(
        '####',
        p.title,
        p.keys.map((key) => named(texts.get(key) ?? key)),
        p.reason,
        p.fix
      )
    );
    return [`### ${title}`, ...(intro ? [intro] : []), ...entries].join('\n\n');
  }).join('\n\n');
}
