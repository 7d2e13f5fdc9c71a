import React, { useEffect, useRef, useState } from 'react';

import { t } from '@grafana/i18n';
import { EditorRow } from '@grafana/plugin-ui';
import { CodeEditor, FieldValidationMessage, type Monaco, type MonacoEditor } from '@grafana/ui';

import { formatQuery } from '../../query/text/format';
import { applyText } from '../../query/text/parse';
import { TextError } from '../../query/text/Scanner';
import { completionsAt } from './completions';
import { LANGUAGE_ID, provideCompletions, registerLanguage } from './monacoLanguage';
import { type SectionProps } from './types';

/** Owner of the marks under a text that is no query. */
const MARKS = 'opentsdb-query';

/**
 * The query as OpenTSDB's own text. Text counts when it is finished (Enter, or when the editor is left) and is a query;
 * until then the saved query stays as it is.
 */
export default function CodeRow({ query, change, datasource, server }: SectionProps) {
  const saved = formatQuery(query);
  const [draft, setDraft] = useState({ saved, text: saved });
  const text = draft.saved === saved ? draft.text : saved;
  const problem = problemOf(query, text);
  const editor = useRef<{ editor: MonacoEditor; monaco: Monaco }>(undefined);

  const commit = (finished: string) => {
    setDraft({ saved, text: finished });
    if (problemOf(query, finished) === undefined) {
      const next = applyText(query, finished);
      if (next !== query) {
        change(next);
      }
    }
  };

  const latest = useRef({
    commit,
    complete: (_text: string, _offset: number) => completionsAt('', 0, datasource, server),
  });
  useEffect(() => {
    latest.current = { commit, complete: (text, offset) => completionsAt(text, offset, datasource, server) };
  });

  useEffect(() => {
    const model = editor.current?.editor.getModel();
    if (model) {
      editor.current?.monaco.editor.setModelMarkers(model, MARKS, problem ? [markOf(problem)] : []);
    }
  });

  const onMount = (mounted: MonacoEditor, monaco: Monaco) => {
    editor.current = { editor: mounted, monaco };
    const completions = provideCompletions(monaco, mounted, (...place) => latest.current.complete(...place));
    mounted.onDidDispose(() => completions.dispose());
    mounted.onKeyDown((event) => {
      const suggesting = mounted.getDomNode()?.querySelector('.suggest-widget.visible');
      // A query is one line without indents, so Tab is free to go on to the next field, as everywhere in the form.
      if (event.keyCode === monaco.KeyCode.Tab && !suggesting) {
        event.stopPropagation();
      }
    });
    mounted.addAction({
      id: 'opentsdb-run-query',
      label: t('editor.code.run', 'Run query'),
      keybindings: [monaco.KeyCode.Enter, monaco.KeyMod.CtrlCmd | monaco.KeyCode.Enter],
      precondition: '!suggestWidgetVisible',
      run: () => latest.current.commit(mounted.getValue()),
    });
  };

  return (
    <EditorRow>
      <div style={{ width: '100%' }}>
        <CodeEditor
          language={LANGUAGE_ID}
          value={text}
          height={60}
          showMiniMap={false}
          showLineNumbers={false}
          monacoOptions={{
            ariaLabel: t('editor.code.label', "Query in OpenTSDB's own form"),
            wordWrap: 'on',
            folding: false,
            lineDecorationsWidth: 8,
            overviewRulerLanes: 0,
            scrollBeyondLastLine: false,
            fixedOverflowWidgets: true,
            suggest: { showWords: false },
          }}
          onBeforeEditorMount={registerLanguage}
          onEditorDidMount={onMount}
          onChange={(typed) => setDraft({ saved, text: typed })}
          onBlur={(typed) => latest.current.commit(typed)}
        />
        {problem && (
          <FieldValidationMessage>
            {t('editor.code.problem', '{{message}} (at character {{column}})', {
              message: problem.message,
              column: problem.offset + 1,
              interpolation: { escapeValue: false },
            })}
          </FieldValidationMessage>
        )}
      </div>
    </EditorRow>
  );
}

function problemOf(query: SectionProps['query'], text: string): TextError | undefined {
  try {
    applyText(query, text);
    return undefined;
  } catch (error) {
    if (error instanceof TextError) {
      return error;
    }
    throw error;
  }
}

/** The text is one line for Monaco too, so that an offset is a column. */
function markOf({ message, offset, length }: TextError) {
  const ERROR = 8; // monaco.MarkerSeverity.Error
  return {
    severity: ERROR,
    message,
    startLineNumber: 1,
    endLineNumber: 1,
    startColumn: offset + 1,
    endColumn: offset + 1 + length,
  };
}
