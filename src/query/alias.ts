/** Placeholders for parts of the query; those for tags are `tag_<key>`. */
const QUERY_NAMES = ['metric', 'aggregator', 'downsample'];

/** All placeholders of an alias for series with these tag keys, each in its shortest spelling. */
export function aliasPlaceholders(tagKeys: string[]): string[] {
  return [...QUERY_NAMES, ...tagKeys.map((key) => `tag_${key}`)].map((name) =>
    /^[\p{L}\p{N}_]+$/u.test(name) ? `$${name}` : `\${${name}}`
  );
}

/**
 * Inserts a placeholder into an alias, replacing the text from start to end. It is in braces if a letter follows, which would
 * otherwise become part of its name.
 */
export function insertPlaceholder(alias: string, placeholder: string, start: number, end: number): string {
  const after = alias.slice(end);
  const runsOn = /^\$[\p{L}\p{N}_]+$/u.test(placeholder) && /^[\p{L}\p{N}_]/u.test(after);
  return alias.slice(0, start) + (runsOn ? `\${${placeholder.slice(1)}}` : placeholder) + after;
}
