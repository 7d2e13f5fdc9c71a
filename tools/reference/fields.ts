/** What the docstrings of an interface say of its fields. */
import { define, type Definitions, type Schema, WITH_VARIABLE } from './jsonSchema';

/** One field of an interface. */
export interface Field {
  name: string;
  /** Its docstring, as one line of Markdown. */
  meaning: string;
  /** What it may hold, for readers. */
  holds: string;
}

/**
 * The fields that a file's interface declares, in its own order; not those it inherits.
 * @throws where a field has no docstring: its page would have a hole
 */
export function fieldsOf(path: string, name: string): Field[] {
  const definitions: Definitions = {};
  define(definitions, path, name);
  return Object.entries(definitions[name].properties ?? {}).map(([field, { description: meaning, ...schema }]) => {
    if (!meaning) {
      throw new Error(`${path}: ${name}.${field} has no docstring`);
    }
    return { name: field, meaning, holds: words(schema).join(', ') };
  });
}

const TYPES = { string: 'text', number: 'number', boolean: '`true` or `false`', object: 'object of texts' };

/** The values of an enumeration, or what else a schema lets through, for readers of JSON. */
function words(schema: Schema): string[] {
  const { $ref, anyOf, enum: values, items, type } = schema;
  if ($ref) {
    return [`\`${$ref.replace('#/$defs/', '')}\``];
  }
  if (anyOf) {
    return anyOf.flatMap(words);
  }
  if (values) {
    return values.map((value) => `\`${value}\``);
  }
  if (items) {
    return [`list of ${words(items).map(plural).join(' and ')}`];
  }
  return schema === WITH_VARIABLE ? [] : [TYPES[type as keyof typeof TYPES]];
}

const plural = (one: string) => (one === 'text' || one === 'number' ? `${one}s` : one);
