import i18next from 'i18next';
import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import {
  createSourceFile,
  forEachChild,
  isCallExpression,
  isStringLiteralLike,
  type Node,
  ScriptTarget,
} from 'typescript';

import { initPluginTranslations, t } from '@grafana/i18n';

import pluginJson from '../plugin.json';
import french from './fr-FR/ovh-opentsdb-datasource.json';

type Texts = Record<string, string>;

const SOURCES = join(__dirname, '..');

/** The texts that the source asks for: the key and the English text of every call of `t`. */
function textsInSource(): Texts {
  const texts: Texts = {};
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((name) => /\.tsx?$/.test(name) && !name.includes('.test.'))) {
    const collect = (node: Node) => {
      if (isCallExpression(node) && node.expression.getText() === 't') {
        const [key, text] = node.arguments;
        if (!isStringLiteralLike(key) || !isStringLiteralLike(text)) {
          throw new Error(`${file}: t() takes a key and a text written in place`);
        }
        texts[key.text] = text.text;
      }
      forEachChild(node, collect);
    };
    collect(createSourceFile(file, readFileSync(join(SOURCES, file), 'utf8'), ScriptTarget.Latest, true));
  }
  return texts;
}

function textsOf(language: string): Texts {
  const file = join(__dirname, language, `${pluginJson.id}.json`);
  const flatten = (tree: object, prefix = ''): Array<[string, string]> =>
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === 'string' ? [[prefix + key, value] as [string, string]] : flatten(value, `${prefix}${key}.`)
    );
  return Object.fromEntries(flatten(JSON.parse(readFileSync(file, 'utf8'))));
}

const placeholders = (text: string) => (text.match(/\{\{\w+\}\}|\$\w+/g) ?? []).sort();

it('has the English text of every key', () => {
  expect(textsOf('en-US')).toEqual(textsInSource());
});

describe.each(pluginJson.languages)('%s', (language) => {
  it('has every key and no other', () => {
    expect(Object.keys(textsOf(language)).sort()).toEqual(Object.keys(textsInSource()).sort());
  });

  it('fills in the same values', () => {
    const english = textsInSource();
    for (const [key, text] of Object.entries(textsOf(language))) {
      expect([key, placeholders(text)]).toEqual([key, placeholders(english[key])]);
    }
  });
});

it("speaks the language of Grafana's user, and fills in values as they are", async () => {
  await initPluginTranslations(pluginJson.id);
  expect(t('editor.metric.label', 'Metric')).toBe('Metric');
  // Grafana loads the texts of the user's language before it loads a plugin.
  i18next.addResourceBundle('fr-FR', pluginJson.id, french);
  await i18next.changeLanguage('fr-FR');
  expect(t('editor.metric.label', 'Metric')).toBe('Métrique');
  expect(t('hint.many-series', 'There are {{number}} series.', { number: 60 })).toBe('Il y a 60 séries.');
});
