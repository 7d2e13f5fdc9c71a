/** JSON schemas of the interfaces of src, in the words that every draft of JSON Schema and OpenAPI share. */
import { once } from 'lodash';
import {
  createFormatter,
  createParser,
  DEFAULT_CONFIG,
  ObjectType,
  SchemaGenerator,
  type SubNodeParser,
} from 'ts-json-schema-generator';
import ts from 'typescript';

import { inRoot } from '../lib/paths';

/** A JSON schema: the keywords that are read here, and others. */
export interface Schema {
  $ref?: string;
  description?: string;
  type?: string;
  enum?: string[];
  pattern?: string;
  default?: unknown;
  minimum?: number;
  maximum?: number;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  anyOf?: Schema[];
  [keyword: string]: unknown;
}

/** The schemas of interfaces, by name: what `#/$defs/` points to. */
export type Definitions = Record<string, Schema>;

/** The files whose types are described. */
const FILES = [
  'src/query/model.ts',
  'src/variables/model.ts',
  'src/annotations/model.ts',
  'src/settings/types.ts',
  'src/metadata/types.ts',
  'tools/reference/saved.ts',
];

/**
 * The schema of every interface: its own members in their order with their docstrings, not those that it inherits. Values
 * of an enumeration stand where they may be; another interface is a `$ref`.
 */
export function interfaces(): Definitions {
  return JSON.parse(generated());
}

const generated = once(() => {
  const paths = FILES.map((path) => inRoot(path));
  const program = ts.createProgram(paths, { strict: true, types: [] });
  const config = { ...DEFAULT_CONFIG, jsDoc: 'extended', sortProps: false, functions: 'hide' } as const;
  const withoutInherited: SubNodeParser = {
    supportsNode: ts.isExpressionWithTypeArguments,
    createType: () => new ObjectType('inherited', [], [], false),
  };
  const parser = createParser(program, config, (chain) => chain.addNodeParser(withoutInherited));
  const generator = new SchemaGenerator(program, parser, createFormatter(config), config);
  const definitions = generator.createSchema('*').definitions as Definitions;
  const inPlace = inlined(definitions, definitions, ({ properties }) => !properties);
  return JSON.stringify(inPlace, typesAsChoice).replaceAll('#/definitions/', '#/$defs/');
});

/** Schemas with a `$ref` replaced by what it points to, for readers that know no `$defs`. */
export function inlined<T extends object>(schemas: T, definitions: Definitions, isInlined = (_: Schema) => true): T {
  const replaced = (_: string, value: Schema | undefined) => {
    const { $ref = '', ...rest } = value ?? {};
    const target = definitions[$ref.replace(/.*\//, '')];
    return target && isInlined(target) ? { ...target, ...rest } : value;
  };
  return JSON.parse(JSON.stringify(schemas, replaced));
}

/** OpenAPI knows no list of types. */
function typesAsChoice(_: string, value: Schema | undefined) {
  const { type, ...rest } = value ?? {};
  return Array.isArray(type) ? { ...rest, anyOf: type.map((each) => ({ type: each })) } : value;
}
