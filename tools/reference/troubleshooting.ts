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
function rendered(sections: Array<Section<{ texts: string[] }>>): string {
  const blocks = sections.flatMap(({ title, intro, messages }) => [
    `### ${title}`,
    ...(intro ? [intro] : []),
    ...messages.map((message) => {
      const quoted = message.texts.map((text) => `> \`${named(text)}\``);
      return `#### ${message.title}\n\n${quoted.join('\\\n')}\n\n${message.reason}\n\n**Fix:** ${message.fix}`;
    }),
  ]);
  return blocks.join('\n\n');
}

/** All messages of the backend, of which each has one text: testdata/reference/messages.json, written by pkg/messages. */
export function backendSections(): Array<Section<{ says: string }>> {
  return JSON.parse(readFileSync(inRoot('testdata', 'reference', 'messages.json'), 'utf8'));
}

/** The backend's part of the page. Messages with the same title stand under one heading. */
export function backendMessages(): string {
  return rendered(
    backendSections().map(({ messages, ...section }) => {
      const byTitle = new Map(messages.map((message) => [message.title, { ...message, texts: new Array<string>() }]));
      messages.forEach(({ title, says }) => byTitle.get(title)!.texts.push(says));
      return { ...section, messages: [...byTitle.values()] };
    })
  );
}

/** The editors' part of the page. */
export function editorMessages(): string {
  const texts = englishTexts();
  return rendered(
    MESSAGE_GROUPS.map((group) => ({
      ...group,
      messages: group.messages.map((message) => ({
        ...message,
        texts: message.keys.map((key) => texts.get(key) ?? key),
      })),
    }))
  );
}
