/** Tables of Markdown: of fields, by their schemas. */
import { lowerFirst } from 'lodash';

import { type Schema } from './types';

/** A column of a table of fields: its head, and what stands there for a field. */
export type Column = [head: string, cell: (name: string, schema: Schema) => string];

const choice = new Intl.ListFormat('en-GB', { type: 'disjunction' });
export const HOLDS: Column = ['holds', (_, schema) => choice.format(words(schema))];
export const DEFAULT: Column = ['default', (_, schema) => ('default' in schema ? `\`${schema.default}\`` : '')];

/**
 * A table of fields: their names, the columns that are given, and their meanings.
 * @throws where a field has no docstring: its page would have a hole
 */
export function fieldTable({ properties = {} }: Schema, ...given: Column[]): string {
  const columns: Column[] = [['field', (name) => `\`${name}\``], ...given, ['meaning', meaning]];
  return table(
    columns.map(([head]) => head),
    Object.entries(properties).map(([name, schema]) => columns.map(([, cell]) => cell(name, schema)))
  );
}

/** A table: its head and its rows, all of Markdown. */
export function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`.replace(/ {2,}\|/g, ' |');
  return [line(head), `|${head.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}

function meaning(name: string, { description }: Schema): string {
  if (!description) {
    throw new Error(`the field ${name} has no docstring`);
  }
  return description;
}

const TYPES: Record<string, string> = {
  string: 'text',
  number: 'number',
  boolean: '`true` or `false`',
  object: 'object of texts',
};

/** What a schema lets through, for readers of JSON. A choice of texts that have a form is told by its own description. */
function words({ $ref, anyOf, enum: values, items, type = '', pattern, description, ...schema }: Schema): string[] {
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
  if (type === 'integer') {
    const [minimum, maximum] = [schema.minimum, schema.maximum].map((end) => end?.toLocaleString('en-US'));
    return [`whole number from ${minimum} to ${maximum}`];
  }
  return [pattern && description ? lowerFirst(description.replace(/\.$/, '')) : TYPES[type]];
}

const plural = (one: string) => (one === 'text' || one === 'number' ? `${one}s` : one);
