import rewritePattern from 'regexpu-core';

/**
 * Compiles a regular expression in Java's syntax, as both servers read it. The inline flags `(?i)` and `(?iu:…)` are
 * translated, since Node 20 has no modifiers. In Java, `u` is on only if it is given; here it always is. Undefined if it is
 * invalid.
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
      // The stricter of the two modes may refuse an escape that Java accepts.
    }
  }
  return undefined;
}
