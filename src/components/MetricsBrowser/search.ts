/** Metric names, and the same in lower case for searching. */
export interface NameIndex {
  names: string[];
  lower: string[];
}

/** Prepares a list of names for searches. */
export function indexNames(names: string[]): NameIndex {
  return { names, lower: names.map((name) => name.toLowerCase()) };
}

/** Adds names, which must be sorted and new, to an index. It takes linear time, to be fast enough between two keystrokes. */
export function addNames({ names, lower }: NameIndex, more: string[]): NameIndex {
  if (more.length === 0) {
    return { names, lower };
  }
  const sum: NameIndex = { names: [], lower: [] };
  let next = 0;
  const addUpTo = (name?: string) => {
    for (; next < more.length && (name === undefined || more[next] < name); next++) {
      sum.names.push(more[next]);
      sum.lower.push(more[next].toLowerCase());
    }
  };
  names.forEach((name, i) => {
    addUpTo(name);
    sum.names.push(name);
    sum.lower.push(lower[i]);
  });
  addUpTo();
  return sum;
}

/** The words of a search, in lower case. */
export function wordsOf(search: string): string[] {
  return search.toLowerCase().split(/\s+/).filter(Boolean);
}

/**
 * The names that contain every word, in any order and case: the exact match first, then those that begin with the first word,
 * then the others, each in the order of the index.
 */
export function findNames({ names, lower }: NameIndex, words: string[]): string[] {
  if (words.length === 0) {
    return names;
  }
  const [first, ...others] = words;
  const exact: string[] = [];
  const beginning: string[] = [];
  const holding: string[] = [];
  for (let i = 0; i < names.length; i++) {
    const at = lower[i].indexOf(first);
    if (at < 0 || !others.every((word) => lower[i].includes(word))) {
      continue;
    }
    const rank = at > 0 ? holding : others.length === 0 && lower[i] === first ? exact : beginning;
    rank.push(names[i]);
  }
  return [...exact, ...beginning, ...holding];
}

/** A piece of a name, matched by a search or not. */
export interface NamePart {
  text: string;
  isMatch: boolean;
}

/** Splits a name into parts that the words of a search match and parts that they don't. */
export function partsOf(name: string, words: string[]): NamePart[] {
  const lower = name.toLowerCase();
  // Some letters have another length in lower case: offsets then don't match the name.
  if (words.length === 0 || lower.length !== name.length) {
    return [{ text: name, isMatch: false }];
  }
  const matched = new Uint8Array(name.length);
  for (const word of words) {
    for (let at = lower.indexOf(word); at >= 0; at = lower.indexOf(word, at + 1)) {
      matched.fill(1, at, at + word.length);
    }
  }
  const parts: NamePart[] = [];
  for (let from = 0; from < name.length; ) {
    let to = from + 1;
    while (to < name.length && matched[to] === matched[from]) {
      to++;
    }
    parts.push({ text: name.slice(from, to), isMatch: matched[from] === 1 });
    from = to;
  }
  return parts;
}
