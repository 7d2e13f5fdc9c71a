import { javaRegExp } from './javaRegExp';

it.each([
  ['^(?:web.*)$', 'web01', true],
  ['(?i)^web', 'WEB01', true],
  ['^web', 'WEB01', false],
  ['^(?:(?iu:préprod))$', 'PRÉPROD', true],
  ['^(?:(?!(?iu:web03)$).*)$', 'WEB03', false],
  ['^(?:(?=(?:(?iu:WEB.*))$)(?=(?:.*(?:1).*)$).*)$', 'web01', true],
  ['a\\-b', 'a-b', true],
])('%s on %s', (source, text, matches) => {
  expect(javaRegExp(source)?.test(text)).toBe(matches);
});

it('is undefined for what is no regular expression', () => {
  expect(javaRegExp('web[')).toBeUndefined();
  expect(javaRegExp('(a')).toBeUndefined();
});
