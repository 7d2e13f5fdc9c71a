import { aliasPlaceholders, insertPlaceholder } from './alias';

it('lists the placeholders of an alias, in braces where a key has more than letters', () => {
  expect(aliasPlaceholders(['dc', 'host.name', 'rack-id', 'été'])).toEqual([
    '$metric',
    '$aggregator',
    '$downsample',
    '$tag_dc',
    '${tag_host.name}',
    '${tag_rack-id}',
    '$tag_été',
  ]);
});

it.each([
  ['', '$metric', 0, 0, '$metric'],
  ['on ', '$tag_host', 3, 3, 'on $tag_host'],
  ['on here', '$tag_host', 3, 7, 'on $tag_host'],
  [': cpu', '$tag_host', 0, 0, '$tag_host: cpu'],
  ['s of cpu', '$tag_host', 0, 0, '${tag_host}s of cpu'],
  ['s', '${tag_host.name}', 0, 0, '${tag_host.name}s'],
])('into %j it puts %s from %d to %d: %s', (alias, placeholder, start, end, result) => {
  expect(insertPlaceholder(alias, placeholder, start, end)).toBe(result);
});
