import { type Monaco, type MonacoEditor } from '@grafana/ui';

import { type Completion, type Completions } from './completions';

/** The name of OpenTSDB's sub-query text among Monaco's languages. */
export const LANGUAGE_ID = 'opentsdb-subquery';

/** Teaches Monaco to highlight the text; once a page. */
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
        [/"(?:[^"\\]|\\.)*"/, 'string'],
        [/^\s*(?:m=)?[A-Za-z]\w*(?=:)/, 'keyword'],
        [/\b(?:rate|counter|dropcounter|explicit_tags|percentiles|rollup_\w+)\b(?=[:{,}[])/i, 'keyword'],
        [/\b(?:\d+(?:ms|[smhdwny])c?|0all|autoc?)-\w+(?:-\w+)?(?=:)/, 'number'],
        [/[\w./-]+(?=\s*=)/, 'attribute.name'],
        [/[a-z_]+(?=\()/, 'type'],
        [/[{}()[\]]/, 'delimiter.bracket'],
        [/[:=,|]/, 'delimiter'],
      ],
    },
  });
}

type Complete = (text: string, offset: number, signal: AbortSignal) => Promise<Completions>;

/** How long typing has to pause before the server is asked, in milliseconds. */
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
        // The server narrows names by what is typed: ask again with the next letter.
        incomplete: true,
        suggestions: items.map(({ label, detail, kind }, index) => ({
          label,
          detail,
          kind: kinds[kind],
          insertText: label,
          sortText: String(index).padStart(5, '0'),
          range,
        })),
      };
    },
  });
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
}
