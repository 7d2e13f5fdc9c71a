/** Names that an alias takes from every query; a tag of the series is `tag_<key>`. */
const QUERY_NAMES = ['metric', 'aggregator', 'downsample'];

/** All that can stand in an alias for series with the tag keys given, each in its shortest spelling. */
export function aliasPlaceholders(tagKeys: string[]): string[] {
  return [...QUERY_NAMES, ...tagKeys.map((key) => `tag_${key}`)].map((name) =>
    /^[\p{L}\p{N}_]+$/u.test(name) ? `$${name}` : `\${${name}}`
  );
}

/**
 * An alias with a placeholder in place of the text between two places in it: in braces where a letter follows, which
 * would belong to its name otherwise.
 */
export function insertPlaceholder(alias: string, placeholder: string, start: number, end: number): string {
  const after = alias.slice(end);
  const runsOn = /^\$[\p{L}\p{N}_]+$/u.test(placeholder) && /^[\p{L}\p{N}_]/u.test(after);
  return alias.slice(0, start) + (runsOn ? `\${${placeholder.slice(1)}}` : placeholder) + after;
}
