/** docs/troubleshooting.md: its section on the editors. troubleshooting_test.go holds the others against the backend. */
import { readFileSync } from 'node:fs';

import { parseQuery } from '../../src/query/text/parse';
import { inRoot } from '../../tools/lib/paths';
import { sentencesOfEditors } from './sentences';

const page = readFileSync(inRoot('docs', 'troubleshooting.md'), 'utf8');
const section = page.split(/^## /m).find((part) => part.startsWith('In the editors\n')) ?? '';
const entries = [...section.matchAll(/^> `([^`]+)`\\?$/gm)].map(([, text]) => text.replace(/<\w+>/g, '<…>'));
const sentences = sentencesOfEditors().map(({ text, file }) => ({ text: text.replace(/\{\{\w+\}\}/g, '<…>'), file }));

it('has an entry for everything that the editors say of a fault', () => {
  const missing = sentences
    .filter(({ text }) => !entries.includes(text))
    .map(({ text, file }) => `${file}:\n> \`${text}\`\n\nwhat it means, and what to do`);
  expect(missing).toEqual([]);
});

it('has no entry for what no editor says', () => {
  const said = new Set(sentences.map(({ text }) => text));
  expect(entries.filter((text) => !said.has(text))).toEqual([]);
});

it('says each once', () => {
  expect(entries.length).toBeGreaterThan(30);
  expect(new Set(entries).size).toBe(entries.length);
});

it("prints queries as text that the editor's Code mode takes", () => {
  const part = section.split('### ').find((one) => one.startsWith('The query as text\n')) ?? '';
  const spans = [...part.matchAll(/`([^`]+)`/g)].map(([, code]) => code);
  const printed = [
    ...spans.filter((code) => /^avg:/.test(code)),
    ...spans.filter((code) => /^rate/.test(code)).map((rate) => `avg:${rate}:os.cpu`),
    ...spans.filter((code) => /^\{.*\}$/.test(code)).map((filters) => `avg:os.cpu${filters}`),
  ];
  expect(printed.length).toBeGreaterThan(6);
  for (const text of printed) {
    const query = parseQuery({ refId: 'A' }, text);
    expect(query.metric).toMatch(/^(os\.cpu|net\.bytes)$/);
  }
});
