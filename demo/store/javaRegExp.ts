import rewritePattern from 'regexpu-core';

/**
 * A regular expression as both servers read it, in Java's syntax: its inline flags `(?i)` and `(?iu:…)` are written out,
 * since Node 20 has no modifiers. `u` is on in Java only where it is named; here it always is. Undefined when it is none.
 */
export function javaRegExp(source: string): RegExp | undefined {
  const leading = /^\(\?([iu]+)\)/.exec(source);
  const ignoreCase = leading?.[1].includes('i') ? 'i' : '';
  const body = source.slice(leading?.[0].length ?? 0).replace(/\(\?(?=[iu]+:)([iu]+):/g, (_, flags: string) => {
    return flags.includes('i') ? '(?i:' : '(?:';
  });
  for (const mode of ['u', '']) {
    try {
      return new RegExp(rewritePattern(body, mode, { modifiers: 'transform' }), `${mode}${ignoreCase}`);
    } catch {
      // An escape that Java takes may be refused by the stricter of the two modes only.
    }
  }
  return undefined;
}
