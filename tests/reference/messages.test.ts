/** The errors of the editors, of which docs/troubleshooting.md is made. */
import { MESSAGE_GROUPS } from '../../src/messages';
import { englishTexts } from '../../tools/reference/troubleshooting';

describe('src/messages.ts', () => {
  const all = MESSAGE_GROUPS.flatMap(({ messages }) => messages);
  const listed = all.flatMap(({ keys }) => keys);
  const texts = englishTexts();

  it('has every text that tells of a problem, once', () => {
    const tells = /problem|unknown|missing|invalid|broken|unreadable|failed|credentials|^text\.|^functions\.text\./;
    expect([...texts.keys()].filter((key) => tells.test(key) && !listed.includes(key))).toEqual([]);
    expect(listed.filter((key) => !texts.has(key))).toEqual([]);
    expect(new Set(listed).size).toBe(listed.length);
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
