/** What the browser half says when something is amiss, read from its source. */
import { readdirSync } from 'node:fs';
import ts from 'typescript';

import { parse } from '../../tools/lib/sources';
import { inRoot } from '../../tools/lib/paths';

/** A text of the source that tells of a fault, a limit or a doubt. */
export interface Sentence {
  /** In English, with `{{placeholders}}`. */
  text: string;
  /** The file that says it. */
  file: string;
}

/** Names of functions, properties and attributes whose texts tell of something amiss. */
const AMISS = /problem|error|unknown|flaw|missing|sentence|fail|hint|refused|notice|warning|invalid/i;
/** The same of keys, wherever they are used. */
const AMISS_KEY =
  /problem|error|unknown|missing|fail|invalid|broken|unreadable|no-|(^|[.-])none$|(^|\.)more$|^text\.|^hint\./;
/** Components that show such texts. */
const SHOWN_BY = /^(FieldValidationMessage|Alert)$/;
/** Labels of what mends something, and texts that say what is rather than what is wrong. */
const LABELS =
  /-fix$|^editor\.options\.summary-none$|^editor\.this-server$|^(describe|query\.aggregator|query\.fill)\./;

/** Whether a place in the source is one whose texts tell of something amiss. */
function tellsOfFault(node: ts.Node): boolean {
  for (let at: ts.Node | undefined = node.parent; at; at = at.parent) {
    if (ts.isThrowStatement(at)) {
      return true;
    }
    if (ts.isJsxElement(at) && SHOWN_BY.test(at.openingElement.tagName.getText())) {
      return true;
    }
    if (ts.isNewExpression(at) && /Error$/.test(at.expression.getText())) {
      return true;
    }
    if ((ts.isFunctionDeclaration(at) || ts.isJsxAttribute(at)) && AMISS.test(at.name?.getText() ?? '')) {
      return true;
    }
    if (ts.isFunctionDeclaration(at) || ts.isClassDeclaration(at)) {
      return false;
    }
  }
  return false;
}

/** The texts of src that tell a user of something amiss, in the order of its files. */
export function sentencesOfEditors(): Sentence[] {
  const found: Sentence[] = [];
  const files = readdirSync(inRoot('src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.includes('.test.') && !name.startsWith('test'))
    .sort();
  for (const name of files) {
    const file = `src/${name}`;
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && node.expression.getText() === 't') {
        const [key, text] = node.arguments.filter(ts.isStringLiteralLike).map((argument) => argument.text);
        if (!LABELS.test(key) && (AMISS_KEY.test(key) || tellsOfFault(node))) {
          found.push({ text, file });
        }
      } else if (ts.isNewExpression(node) && /^(Parse)?Error$/.test(node.expression.getText())) {
        const [argument] = node.arguments ?? [];
        if (argument && ts.isStringLiteralLike(argument) && argument.text.includes(' ')) {
          found.push({ text: argument.text, file });
        }
      }
      ts.forEachChild(node, visit);
    };
    visit(parse(file));
  }
  return found;
}
