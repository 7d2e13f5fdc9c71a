/** The errors of the editors, of which docs/troubleshooting.md is made. */
import { MESSAGE_GROUPS } from '../../src/messages';
import { backendSections, englishTexts } from '../../tools/reference/troubleshooting';

describe('src/messages.ts', () => {
  const all = MESSAGE_GROUPS.flatMap(({ messages }) => messages);
  const listed = all.flatMap(({ keys }) => keys);
  const texts = englishTexts();

  const backendTexts = new Set(backendSections().flatMap(({ messages }) => messages.map(({ says }) => says)));
  /** Whether the backend says the same, and so explains it on the page. */
  const isOfBackend = (key: string) => backendTexts.has(texts.get(key)!.replace(/\{(\{\w+\})\}/g, '$1'));

  it('has every text that tells of a problem and that the backend does not say, once', () => {
    const tells =
      /problem|unknown|missing|invalid|broken|unreadable|failed|credentials|^text\.|^functions\.(text|interval)\./;
    const telling = [...texts.keys()].filter((key) => tells.test(key));
    expect(telling.filter((key) => !listed.includes(key) && !isOfBackend(key))).toEqual([]);
    expect(listed.filter((key) => !texts.has(key))).toEqual([]);
    expect(new Set(listed).size).toBe(listed.length);
    expect(listed.filter((key) => texts.has(key) && isOfBackend(key))).toEqual([]);
  });

  it('leaves the problems of functions, which both halves say, to the backend', () => {
    const ofFunctions = [...texts.keys()].filter((key) => /^functions\.(problem|interval)\./.test(key));
    expect(ofFunctions).not.toEqual([]);
    expect(ofFunctions.filter((key) => !isOfBackend(key))).toEqual([]);
  });

  it('says what happened, why, and what to do', () => {
    for (const { title, reason, fix } of all) {
      expect([title, reason, fix]).toEqual([
        expect.stringMatching(/^[A-Z].{5,}[^.]$/),
        expect.stringMatching(/^[A-Z`*].{10,}\.$/s),
        expect.stringMatching(/^[\w`*].{5,}\.$/s),
      ]);
    }
  });
});
