/** What a person may be writing at a place in a query's text. */
export interface Place {
  kind: 'aggregator' | 'downsampler' | 'fill' | 'rate' | 'metric' | 'tagKey' | 'tagValue';
  /** The text typed so far of it, which ends at the place. */
  typed: string;
  /** The metric in whose braces the place is. */
  metric?: string;
  /** The tag key whose value is being written. */
  key?: string;
  /** Whether a filter function like `regexp(` can stand here. */
  allowsFunction?: boolean;
}

/** What is being written at an offset of a query's text, for completion: a guess from what stands before it. */
export function placeAt(text: string, offset: number): Place {
  const before = text.slice(0, offset).replace(/^\s*m=/, '');
  const braces = /(?:^|:)([^:{}]*)(?:\{[^{}]*\})?\{([^{}]*)$/.exec(before);
  if (braces) {
    return inBraces(braces[1].trim(), braces[2]);
  }
  const words = before.split(':');
  const word = words[words.length - 1].trimStart();
  if (words.length === 1) {
    return { kind: 'aggregator', typed: word };
  }
  const downsample = /^(?:\d\w*|auto|"[^"]*"|\$\w+)-([^-]*)(?:-([^-]*))?$/.exec(word);
  if (downsample) {
    return downsample[2] === undefined
      ? { kind: 'downsampler', typed: downsample[1] }
      : { kind: 'fill', typed: downsample[2] };
  }
  return { kind: 'metric', typed: word };
}

function inBraces(name: string, content: string): Place {
  const filter = content.slice(content.lastIndexOf(',') + 1).trimStart();
  if (name === 'rate') {
    return { kind: 'rate', typed: filter };
  }
  const equals = filter.indexOf('=');
  if (equals < 0) {
    return { kind: 'tagKey', typed: filter, metric: name };
  }
  const value = filter.slice(equals + 1);
  const typed = /[^|(]*$/.exec(value)![0];
  return {
    kind: 'tagValue',
    typed,
    metric: name,
    key: filter.slice(0, equals).trim(),
    allowsFunction: typed === value,
  };
}
