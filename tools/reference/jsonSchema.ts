/** JSON schemas of what the interfaces of src describe, in the words that every draft and OpenAPI share. */
import { posix } from 'node:path';
import ts from 'typescript';

import { inRoot } from '../lib/paths';

/** A JSON schema. */
export interface Schema {
  $ref?: string;
  description?: string;
  deprecated?: boolean;
  type?: 'string' | 'number' | 'integer' | 'boolean' | 'object' | 'array' | 'null';
  enum?: string[];
  pattern?: string;
  examples?: unknown[];
  default?: unknown;
  minimum?: number;
  maximum?: number;
  maxItems?: number;
  items?: Schema;
  properties?: Record<string, Schema>;
  patternProperties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  anyOf?: Schema[];
}

/** The schemas of interfaces, by name: what `#/$defs/` points to. */
export type Definitions = Record<string, Schema>;

/** A text with a template variable in it, which may stand where one of a few words is expected. */
export const WITH_VARIABLE: Schema = { type: 'string', pattern: '\\$|\\[\\[' };

/**
 * Writes the schema of an interface, and those of the interfaces that it names, into definitions: its own members with
 * their docstrings, not those it inherits.
 * @throws where a type has no counterpart in JSON
 */
export function define(definitions: Definitions, path: string, name: string): void {
  if (name in definitions) {
    return;
  }
  const { node, path: at } = declarationOf(path, name);
  if (!ts.isInterfaceDeclaration(node)) {
    throw new Error(`${path}: ${name} is no interface`);
  }
  definitions[name] = {}; // so that an interface can name itself
  definitions[name] = objectOf(definitions, at, node.members);
}

/** A schema with every `$ref` replaced by what it points to, for readers that know no `$defs`. */
export function inlined(schema: Schema, definitions: Definitions): Schema {
  const target = (_: string, value: Schema | undefined) => {
    const { $ref, ...rest } = value ?? {};
    return $ref ? { ...definitions[$ref.replace('#/$defs/', '')], ...rest } : value;
  };
  return JSON.parse(JSON.stringify(schema, target));
}

function objectOf(definitions: Definitions, path: string, members: ts.NodeArray<ts.TypeElement>): Schema {
  const fields = members.filter(ts.isPropertySignature);
  const required = fields.filter((field) => !field.questionToken).map((field) => field.name.getText());
  return {
    type: 'object',
    properties: Object.fromEntries(
      fields.map((field) => {
        const description = docstring(field);
        return [
          field.name.getText(),
          { ...(description && { description }), ...schemaOf(definitions, path, field.type) },
        ];
      })
    ),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
}

function schemaOf(definitions: Definitions, path: string, type: ts.TypeNode | undefined): Schema {
  const of = (one: ts.TypeNode | undefined) => schemaOf(definitions, path, one);
  if (!type) {
    throw new Error(`${path}: a member has no type`);
  }
  if (ts.isParenthesizedTypeNode(type)) {
    return of(type.type);
  }
  if (ts.isUnionTypeNode(type)) {
    return unionOf(type.types.map(of));
  }
  if (ts.isLiteralTypeNode(type) && ts.isStringLiteral(type.literal)) {
    return { type: 'string', enum: [type.literal.text] };
  }
  if (ts.isIntersectionTypeNode(type)) {
    return WITH_VARIABLE; // `string & {}`: more than an enumeration has
  }
  if (ts.isArrayTypeNode(type)) {
    return { type: 'array', items: of(type.elementType) };
  }
  if (ts.isTypeLiteralNode(type)) {
    return objectOf(definitions, path, type.members);
  }
  if (ts.isTypeReferenceNode(type)) {
    return namedType(definitions, path, type);
  }
  const known: Partial<Record<ts.SyntaxKind, Schema>> = {
    [ts.SyntaxKind.StringKeyword]: { type: 'string' },
    [ts.SyntaxKind.NumberKeyword]: { type: 'number' },
    [ts.SyntaxKind.BooleanKeyword]: { type: 'boolean' },
  };
  const schema = known[type.kind];
  if (!schema) {
    throw new Error(`${path}: ${type.getText()} has no JSON schema`);
  }
  return schema;
}

function namedType(definitions: Definitions, path: string, type: ts.TypeReferenceNode): Schema {
  const name = type.typeName.getText();
  const [first, second] = type.typeArguments ?? [];
  if (name === 'Array') {
    return { type: 'array', items: schemaOf(definitions, path, first) };
  }
  if (name === 'Record') {
    return { type: 'object', additionalProperties: schemaOf(definitions, path, second) };
  }
  const { node, path: at } = declarationOf(path, name);
  if (ts.isTypeAliasDeclaration(node)) {
    return schemaOf(definitions, at, node.type);
  }
  define(definitions, at, name);
  return { $ref: `#/$defs/${name}` };
}

/** Words of one enumeration are one schema; everything else is a choice. */
function unionOf(schemas: Schema[]): Schema {
  const words = schemas.flatMap((one) => one.enum ?? []);
  const others = schemas.filter((one) => !one.enum);
  const all = words.length > 0 ? [{ type: 'string' as const, enum: words }, ...others] : others;
  return all.length === 1 ? all[0] : { anyOf: all };
}

/** A member's docstring, as one line of Markdown; empty where it has none. */
function docstring(member: ts.PropertySignature): string {
  const [doc] = ts.getJSDocCommentsAndTags(member).filter(ts.isJSDoc);
  return (ts.getTextOfJSDocComment(doc?.comment) ?? '').replace(/\s+/g, ' ').trim();
}

type Declaration = ts.InterfaceDeclaration | ts.TypeAliasDeclaration;

/** Where a type is declared: in a file, or in one of ours that the file imports it from. */
function declarationOf(path: string, name: string): { node: Declaration; path: string } {
  const source = ts.sys.readFile(inRoot(path)) ?? '';
  const { statements } = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true);
  const node = statements.find(
    (one): one is Declaration =>
      (ts.isInterfaceDeclaration(one) || ts.isTypeAliasDeclaration(one)) && one.name.text === name
  );
  if (node) {
    return { node, path };
  }
  for (const one of statements.filter(ts.isImportDeclaration)) {
    const from = (one.moduleSpecifier as ts.StringLiteral).text;
    const bindings = one.importClause?.namedBindings;
    const isImported =
      bindings && ts.isNamedImports(bindings) && bindings.elements.some((each) => each.name.text === name);
    if (isImported && from.startsWith('.')) {
      return declarationOf(`${posix.join(posix.dirname(path), from)}.ts`, name);
    }
  }
  throw new Error(`${path} neither declares nor imports ${name}`);
}
