import * as fc from 'fast-check';

import { addNames, findNames, indexNames, partsOf, wordsOf } from './search';

const NAMES = ['cpu', 'cpu.os', 'os.cpu', 'os.net.bytes', 'os.Net.in', 'sys.cpu.user'];

it.each<[string, string[]]>([
  ['', NAMES],
  ['cpu', ['cpu', 'cpu.os', 'os.cpu', 'sys.cpu.user']],
  ['cpu os', ['cpu.os', 'os.cpu']],
  ['os cpu', ['os.cpu', 'cpu.os']],
  ['net by', ['os.net.bytes']],
  ['BYTES net', ['os.net.bytes']],
  ['net', ['os.net.bytes', 'os.Net.in']],
  ['nothing', []],
])('%j finds %j', (search, found) => {
  expect(findNames(indexNames(NAMES), wordsOf(search))).toEqual(found);
});

it.each<[string, string, string[]]>([
  ['os.net.bytes', 'net by', ['net', 'by']],
  ['os.Net.in', 'NET', ['Net']],
  ['aaa', 'aa', ['aaa']],
  ['cpu.cpu', 'cpu', ['cpu', 'cpu']],
  ['İx', 'x', []],
])('in %s, %j marks %j', (name, search, marked) => {
  const parts = partsOf(name, wordsOf(search));
  expect(parts.filter(({ isMatch }) => isMatch).map(({ text }) => text)).toEqual(marked);
});

it('finds each name that holds all words, once, and marks change no letter', () => {
  const name = fc.stringMatching(/^[aAbB.]{1,6}$/);
  fc.assert(
    fc.property(fc.uniqueArray(name, { maxLength: 20 }), fc.stringMatching(/^[ab. ]{0,5}$/), (names, search) => {
      const words = wordsOf(search);
      const found = findNames(indexNames(names), words);
      const holding = names.filter((one) => words.every((word) => one.toLowerCase().includes(word)));
      expect([...found].sort()).toEqual([...holding].sort());
      names.forEach((one) =>
        expect(
          partsOf(one, words)
            .map(({ text }) => text)
            .join('')
        ).toBe(one)
      );
    })
  );
});

it('an index with more names is that of all of them, sorted', () => {
  const name = fc.stringMatching(/^[aAbB.]{1,3}$/);
  fc.assert(
    fc.property(fc.uniqueArray(name, { maxLength: 20 }), fc.nat(20), (names, cut) => {
      const first = names.slice(0, cut).sort();
      const more = names.slice(cut).sort();
      expect(addNames(indexNames(first), more)).toEqual(indexNames([...names].sort()));
    })
  );
});
