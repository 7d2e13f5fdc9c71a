/** What the docstrings of an interface say of its fields. */
import ts from 'typescript';

import { inRoot } from '../lib/paths';

/** One field of an interface. */
export interface Field {
  name: string;
  /** Its docstring, as one line of Markdown. */
  meaning: string;
  /** What it may hold, for readers. */
  holds: string;
}

/** The types that a file declares, and those that it imports from files beside it are not looked for. */
type Types = Map<string, ts.TypeNode>;

/**
 * The fields that a file's interface declares, in its own order; not those it inherits.
 * @throws where a field has no docstring: its page would have a hole
 */
export function fieldsOf(path: string, name: string): Field[] {
  const source = parse(path);
  const declared = source.statements.filter(ts.isInterfaceDeclaration).find((one) => one.name.text === name);
  if (!declared) {
    throw new Error(`${path} has no interface ${name}`);
  }
  const types: Types = new Map(
    source.statements.filter(ts.isTypeAliasDeclaration).map((one) => [one.name.text, one.type])
  );
  return declared.members.filter(ts.isPropertySignature).map((member) => {
    const field = member.name.getText();
    const meaning = docstring(member);
    if (!meaning) {
      throw new Error(`${path}: ${name}.${field} has no docstring`);
    }
    return { name: field, meaning, holds: words(member.type, types).join(', ') };
  });
}

/** A TypeScript file of the repository, by its path from the root. */
export function parse(path: string): ts.SourceFile {
  return ts.createSourceFile(path, ts.sys.readFile(inRoot(path)) ?? '', ts.ScriptTarget.Latest, true);
}

/** A member's docstring, as one line of Markdown; empty where it has none. */
export function docstring(member: ts.PropertySignature): string {
  const [doc] = ts.getJSDocCommentsAndTags(member).filter(ts.isJSDoc);
  return (ts.getTextOfJSDocComment(doc?.comment) ?? '').replace(/\s+/g, ' ').trim();
}

/** The values of an enumeration, or what else a type holds, for readers of JSON. */
function words(type: ts.TypeNode | undefined, types: Types): string[] {
  if (!type) {
    return [];
  }
  if (ts.isParenthesizedTypeNode(type)) {
    return words(type.type, types);
  }
  if (ts.isUnionTypeNode(type)) {
    return type.types.flatMap((one) => words(one, types));
  }
  if (ts.isLiteralTypeNode(type) && ts.isStringLiteral(type.literal)) {
    return [`\`${type.literal.text}\``];
  }
  if (ts.isIntersectionTypeNode(type)) {
    return []; // `string & {}`: a value that an enumeration doesn't have is told apart elsewhere
  }
  if (ts.isArrayTypeNode(type)) {
    return [listOf(words(type.elementType, types))];
  }
  if (ts.isTypeReferenceNode(type)) {
    const name = type.typeName.getText();
    if (name === 'Array') {
      return [listOf(words(type.typeArguments?.[0], types))];
    }
    const alias = types.get(name);
    return alias ? words(alias, types) : [name === 'Record' ? 'object of texts' : `\`${name}\``];
  }
  const known: Partial<Record<ts.SyntaxKind, string>> = {
    [ts.SyntaxKind.StringKeyword]: 'text',
    [ts.SyntaxKind.NumberKeyword]: 'number',
    [ts.SyntaxKind.BooleanKeyword]: '`true` or `false`',
  };
  return [known[type.kind] ?? type.getText()];
}

function listOf(elements: string[]): string {
  return `list of ${elements.map((one) => one.replace(/^(text|number)$/, '$1s')).join(' and ')}`;
}
