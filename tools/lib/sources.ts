import { posix } from 'node:path';

import ts from 'typescript';

import { inRoot } from './paths';

/** A TypeScript or JavaScript file of the repository, by its path from the root. */
export function parse(path: string): ts.SourceFile {
  return ts.createSourceFile(path, ts.sys.readFile(inRoot(path)) ?? '', ts.ScriptTarget.Latest, true);
}

/** A name that a file imports. */
export interface Import {
  /** The module, as the file writes it. */
  from: string;
  /** The name over there; `*` for all of them. */
  name: string;
  file: string;
}

/** The names that a file imports or re-exports and that are there when it runs: types are erased. */
export function importsOf(file: string): Import[] {
  return parse(file).statements.flatMap((statement) => {
    if (ts.isImportDeclaration(statement) && !statement.importClause?.isTypeOnly) {
      const from = (statement.moduleSpecifier as ts.StringLiteral).text;
      const bindings = statement.importClause?.namedBindings;
      if (bindings && ts.isNamespaceImport(bindings)) {
        return [{ from, name: '*', file }];
      }
      return namesOf(bindings).map((name) => ({ from, name, file }));
    }
    if (ts.isExportDeclaration(statement) && statement.moduleSpecifier && !statement.isTypeOnly) {
      const from = (statement.moduleSpecifier as ts.StringLiteral).text;
      const { exportClause } = statement;
      return exportClause && ts.isNamedExports(exportClause)
        ? namesOf(exportClause).map((name) => ({ from, name, file }))
        : [{ from, name: '*', file }];
    }
    return [];
  });
}

function namesOf(bindings: ts.NamedImports | ts.NamedExports | undefined): string[] {
  return [...(bindings?.elements ?? [])]
    .filter(({ isTypeOnly }) => !isTypeOnly)
    .map(({ propertyName, name }) => (propertyName ?? name).text);
}

/** The files that a file imports or re-exports by their place, types included, or loads later; paths from the root. */
export function filesOf(file: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const isImport = ts.isImportDeclaration(node) || ts.isExportDeclaration(node);
    const isCall = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
    const specifier = isImport ? node.moduleSpecifier : isCall ? node.arguments[0] : undefined;
    if (specifier && ts.isStringLiteral(specifier) && specifier.text.startsWith('.')) {
      const path = posix.join(posix.dirname(file), specifier.text);
      const existing = ['.ts', '.tsx', '/index.ts', ''].find((end) => ts.sys.fileExists(inRoot(path + end)));
      if (existing === undefined) {
        throw new Error(`${file} imports ${specifier.text}, which isn't there`);
      }
      found.push(path + existing);
    }
    ts.forEachChild(node, visit);
  };
  visit(parse(file));
  return found;
}

/** Names of functions that take `ref` apart from their first parameter, as only React 19 hands it over. */
export function refProps(source: ts.SourceFile): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && node.parameters.length === 1) {
      const [{ name }] = node.parameters;
      if (ts.isObjectBindingPattern(name)) {
        const takes = name.elements.some((one) => (one.propertyName ?? one.name).getText(source) === 'ref');
        if (takes) {
          found.push(`${source.fileName}: ${node.name?.getText(source) ?? 'a function'}`);
        }
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** The names of all JSX elements. */
export function tagsOf(source: ts.SourceFile): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isJsxOpeningElement(node) || ts.isJsxSelfClosingElement(node)) {
      found.push(node.tagName.getText(source));
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
