/** The messages of docs/troubleshooting.md, made from pkg/messages and src/messages.ts. */
import { readFileSync } from 'node:fs';

import { MESSAGE_GROUPS } from '../../src/messages';
import { inRoot, pluginJson } from '../lib/paths';

/** Messages under one heading. */
interface Section<Shown> {
  title: string;
  intro?: string;
  messages: Array<Shown & { title: string; reason: string; fix: string }>;
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

const named = (text: string) => text.replace(/\{\{(\w+)\}\}|\{([a-z ]+)\}/g, '<$1$2>');

/** Each message under its heading: what the user sees, why, and what to do. */
function rendered<Shown>(sections: Array<Section<Shown>>, texts: (message: Shown) => string[]): string {
  const blocks = sections.flatMap(({ title, intro, messages }) => [
    `### ${title}`,
    ...(intro ? [intro] : []),
    ...messages.map((message) => {
      const quoted = texts(message).map((text) => `> \`${named(text)}\``);
      return `#### ${message.title}\n\n${quoted.join('\\\n')}\n\n${message.reason}\n\n**Fix:** ${message.fix}`;
    }),
  ]);
  return blocks.join('\n\n');
}

/** All messages of the backend: testdata/reference/messages.json, which TestReference in pkg/messages writes. */
export function backendMessages(): string {
  const path = inRoot('testdata', 'reference', 'messages.json');
  const sections: Array<Section<{ says: string }>> = JSON.parse(readFileSync(path, 'utf8'));
  return rendered(sections, ({ says }) => [says]);
}

/** All messages of the editors. */
export function editorMessages(): string {
  const texts = englishTexts();
  return rendered(MESSAGE_GROUPS, ({ keys }) => keys.map((key) => texts.get(key) ?? key));
}
