import { type Monaco, type MonacoEditor } from '@grafana/ui';

import { endOfQuery } from '../../query/text/functions';
import { type Completion, type Completions } from './completions';
import { signatureAt } from './signature';

/** The name of OpenTSDB's sub-query text among Monaco's languages. */
export const LANGUAGE_ID = 'opentsdb-subquery';

/** Registers the syntax highlighting, once per page. */
export function registerLanguage(monaco: Monaco): void {
  if (monaco.languages.getLanguages().some(({ id }) => id === LANGUAGE_ID)) {
    return;
  }
  monaco.languages.register({ id: LANGUAGE_ID });
  monaco.languages.setLanguageConfiguration(LANGUAGE_ID, {
    brackets: [
      ['{', '}'],
      ['(', ')'],
      ['[', ']'],
    ],
    autoClosingPairs: [
      { open: '{', close: '}' },
      { open: '(', close: ')' },
      { open: '[', close: ']' },
      { open: '"', close: '"' },
    ],
    wordPattern: /[^\s:{}()[\],=|"]+/,
  });
  monaco.languages.setMonarchTokensProvider(LANGUAGE_ID, {
    tokenizer: {
      root: [
        [/\$\{[^}]*\}|\[\[[^\]]*\]\]|\$\w+/, 'variable.predefined'],
        [/"(?:[^"\\]|\\.)*"|'[^']*'/, 'string'],
        [/^\s*(?:m=)?[A-Za-z]\w*(?=:)/, 'keyword'],
        // The aggregator of a query within functions.
        [/(\()([A-Za-z]\w*)(?=:)/, ['delimiter.bracket', 'keyword']],
        [/\b(?:rate|counter|dropcounter|explicit_tags|percentiles|rollup_\w+)\b(?=[:{,}[])/i, 'keyword'],
        [/\b(?:\d+(?:ms|[smhdwny])c?|[01]?all|autoc?)-\w+(?:-\w+)?(?=:)/, 'number'],
        [/[\w./-]+(?=\s*=)/, 'attribute.name'],
        [/[A-Za-z_]\w*(?=\()/, 'type'],
        [/[{}()[\]]/, 'delimiter.bracket'],
        [/[:=,|]/, 'delimiter'],
      ],
    },
  });
}

/** Provides signature help in one editor; dispose of the result with the editor. */
export function provideSignatures(monaco: Monaco, editor: MonacoEditor): { dispose: () => void } {
  return monaco.languages.registerSignatureHelpProvider(LANGUAGE_ID, {
    signatureHelpTriggerCharacters: ['(', ','],
    signatureHelpRetriggerCharacters: [')'],
    provideSignatureHelp: (model, position) => {
      const offset = model.getOffsetAt(position);
      const signature = model === editor.getModel() ? signatureAt(model.getValue().slice(0, offset)) : undefined;
      if (!signature) {
        return null;
      }
      const { label, explanation, params, active } = signature;
      return {
        value: {
          signatures: [
            {
              label,
              documentation: explanation,
              parameters: params.map((param) => ({ label: param.label, documentation: param.explanation })),
            },
          ],
          activeSignature: 0,
          activeParameter: active,
        },
        dispose: () => {},
      };
    },
  });
}

type Complete = (text: string, offset: number, signal: AbortSignal) => Promise<Completions>;

/** The debounce time of requests while typing, in milliseconds. */
const PAUSE_MS = 200;

/** Offers completions in one editor; dispose of the result with the editor. */
export function provideCompletions(monaco: Monaco, editor: MonacoEditor, complete: Complete): { dispose: () => void } {
  const { Function, Keyword, Value, Variable } = monaco.languages.CompletionItemKind;
  const kinds: Record<Completion['kind'], number> = {
    function: Function,
    keyword: Keyword,
    name: Value,
    variable: Variable,
  };
  return monaco.languages.registerCompletionItemProvider(LANGUAGE_ID, {
    triggerCharacters: [':', '{', '=', ',', '-', '|', '(', '$'],
    provideCompletionItems: async (model, position, _, token) => {
      const controller = new AbortController();
      token.onCancellationRequested(() => controller.abort());
      await pause();
      if (model !== editor.getModel() || token.isCancellationRequested) {
        return { suggestions: [] };
      }
      const { place, items } = await complete(model.getValue(), model.getOffsetAt(position), controller.signal);
      const range = {
        startLineNumber: position.lineNumber,
        endLineNumber: position.lineNumber,
        startColumn: position.column - place.typed.length,
        endColumn: position.column,
      };
      return {
        // The server filters names by the typed text, so it is asked again for the next letter.
        incomplete: true,
        suggestions: items.map(({ label, detail, kind, around }, index) => ({
          label,
          detail,
          kind: kinds[kind],
          insertText: label,
          ...(around && insertAround(around, model.getValue(), model.getOffsetAt(position))),
          sortText: String(index).padStart(5, '0'),
          range,
        })),
      };
    },
  });
}

/** Inserts a function around the rest of the text, or with a placeholder for the query if there is none. */
function insertAround({ before, behind }: { before: string; behind: string }, text: string, offset: number) {
  if (/^[\s,)]*$/.test(text.slice(offset))) {
    const INSERT_AS_SNIPPET = 4; // monaco.languages.CompletionItemInsertTextRule
    return { insertText: `${before}$0${behind}`, insertTextRules: INSERT_AS_SNIPPET };
  }
  const column = endOfQuery(text, offset) + 1;
  const range = { startLineNumber: 1, endLineNumber: 1, startColumn: column, endColumn: column };
  return { insertText: before, additionalTextEdits: [{ range, text: behind }] };
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
}
