import { TsdbError } from './errors';

/** Parses `metric{tagk=tagv}`, where `*` means any value. */
export function parseSeriesName(text: string): { metric?: string; tags: Array<{ key: string; value: string }> } {
  const open = text.indexOf('{');
  if (open < 0) {
    return { metric: text, tags: [] };
  }
  if (!text.endsWith('}')) {
    throw new TsdbError('Unable to parse query', 400, `Missing '}' at the end of: ${text}`);
  }
  const inside = text.slice(open + 1, -1);
  const tags = inside === '' ? [] : inside.split(',').map(parseTag);
  return { metric: open === 0 ? undefined : text.slice(0, open), tags };
}

function parseTag(tag: string): { key: string; value: string } {
  const parts = tag.split('=');
  if (parts.length !== 2 || parts[0] === '' || parts[1] === '') {
    throw new TsdbError('Unable to parse query', 400, `When parsing tag '${tag}': invalid tag: ${tag}`);
  }
  return { key: parts[0], value: parts[1] };
}
