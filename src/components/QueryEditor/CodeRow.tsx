import React, { useEffect, useRef, useState } from 'react';

import { t } from '@grafana/i18n';
import { EditorRow } from '@grafana/plugin-ui';
import { CodeEditor, FieldValidationMessage, type Monaco, type MonacoEditor } from '@grafana/ui';

import { completionsAt } from './completions';
import { LANGUAGE_ID, provideCompletions, provideSignatures, registerLanguage } from './monacoLanguage';
import { type SectionProps } from './types';
import { type CodeDraft, type TextProblem } from './useCodeDraft';

/** The editor's height in pixels: that of one line, until its text is wrapped, and no more than this. */
const MIN_HEIGHT = 36;
const MAX_HEIGHT = 120;

/** The owner of the markers of problems. */
const MARKS = 'opentsdb-query';

interface Props extends SectionProps {
  code: CodeDraft;
  /** Runs the query without a change. */
  run: () => void;
}

/** The query as OpenTSDB's own text, with markers and messages of its problems. */
export default function CodeRow({ code, run, datasource, server }: Props) {
  const { draft, problems, isPending, set, commit } = code;
  const [height, setHeight] = useState(MIN_HEIGHT);
  const editor = useRef<{ editor: MonacoEditor; monaco: Monaco }>(undefined);

  const actions = {
    finish: (text: string) => commit(text),
    finishAndRun: (text: string) => {
      if (text === draft && !isPending) {
        run();
      } else {
        commit(text);
      }
    },
    mark: () => {
      const model = editor.current?.editor.getModel();
      if (model) {
        editor.current?.monaco.editor.setModelMarkers(model, MARKS, problems.map(markOf));
      }
    },
    complete: (text: string, offset: number, signal: AbortSignal) =>
      completionsAt(text, offset, { datasource, server, signal }),
  };
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
    actions.mark();
  });

  const onMount = (mounted: MonacoEditor, monaco: Monaco) => {
    editor.current = { editor: mounted, monaco };
    // Monaco is loaded after the first render.
    latest.current.mark();
    const completions = provideCompletions(monaco, mounted, (...place) => latest.current.complete(...place));
    const signatures = provideSignatures(monaco, mounted);
    mounted.onDidDispose(() => {
      completions.dispose();
      signatures.dispose();
    });
    const fit = () => setHeight(Math.min(MAX_HEIGHT, Math.max(MIN_HEIGHT, mounted.getContentHeight() + 2)));
    mounted.onDidContentSizeChange(fit);
    fit();
    mounted.onKeyDown((event) => {
      const suggesting = mounted.getDomNode()?.querySelector('.suggest-widget.visible');
      // A query is one line without indents, so Tab moves to the next field, as everywhere in the form.
      if (event.keyCode === monaco.KeyCode.Tab && !suggesting) {
        event.stopPropagation();
      }
    });
    mounted.addAction({
      id: 'opentsdb-run-query',
      label: t('editor.code.run', 'Run query'),
      keybindings: [
        monaco.KeyCode.Enter,
        monaco.KeyMod.Shift | monaco.KeyCode.Enter,
        monaco.KeyMod.CtrlCmd | monaco.KeyCode.Enter,
      ],
      precondition: '!suggestWidgetVisible',
      run: () => latest.current.finishAndRun(mounted.getValue()),
    });
  };

  return (
    <EditorRow>
      <div style={{ width: '100%' }}>
        <CodeEditor
          language={LANGUAGE_ID}
          value={draft}
          height={height}
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
          onChange={set}
          onBlur={(typed) => latest.current.finish(typed)}
        />
        {problems.map((problem) => (
          <FieldValidationMessage key={problem.message}>{messageAt(problem)}</FieldValidationMessage>
        ))}
      </div>
    </EditorRow>
  );
}

/** The message of a problem, with its position in the text. */
export function messageAt({ message, offset }: TextProblem): string {
  return t('editor.code.problem', '{{message}} (at character {{column}})', {
    message,
    column: offset + 1,
    interpolation: { escapeValue: false },
  });
}

/** In Monaco, too, the text is one line, so an offset is a column. */
function markOf({ message, offset, length, isBlocking }: TextProblem) {
  const [WARNING, ERROR] = [4, 8]; // monaco.MarkerSeverity
  return {
    severity: isBlocking ? ERROR : WARNING,
    message,
    startLineNumber: 1,
    endLineNumber: 1,
    startColumn: offset + 1,
    endColumn: offset + 1 + length,
  };
}
