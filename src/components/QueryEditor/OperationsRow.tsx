import { css } from '@emotion/css';
import React, { useEffect, useId, useRef } from 'react';

import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { EditorRow } from '@grafana/plugin-ui';
import { Button, Dropdown, Menu, useStyles2 } from '@grafana/ui';

import { type FunctionDefinition, FUNCTIONS, initialParams, kindLabel } from '../../query/functions/definitions';
import { type FunctionCall, MAX_FUNCTIONS } from '../../query/functions/model';
import { Operation, type OperationAction } from './Operation';
import { LookupErrors } from '../shared/LookupErrors';
import { type SectionProps } from './types';

/** The functions that are applied to the query's series, in the order of application; only a button while there are none. */
export function OperationsRow(section: SectionProps) {
  const { query, change } = section;
  const functions = query.functions ?? [];
  const id = useId();
  const row = useRef<HTMLDivElement>(null);
  const focus = useFocusAfterRender(row);
  const styles = useStyles2(getStyles);

  const put = (changed: FunctionCall[]) => change({ functions: changed.length > 0 ? changed : undefined });

  const add = (definition: FunctionDefinition) => {
    const at = `${id}-${functions.length}`;
    focus(`${at}-0`, `${at}-name`, `${id}-add`);
    put([...functions, { name: definition.name, params: initialParams(definition) }]);
  };
  const move = (from: number, by: -1 | 1) => {
    const to = from + by;
    focus(`${id}-${to}-${by < 0 ? 'earlier' : 'later'}`, `${id}-${to}-${by < 0 ? 'later' : 'earlier'}`);
    const others = functions.filter((_, i) => i !== from);
    put([...others.slice(0, to), functions[from], ...others.slice(to)]);
  };
  const remove = (index: number) => {
    focus(`${id}-${Math.min(index, functions.length - 2)}-remove`, `${id}-add`);
    put(functions.filter((_, i) => i !== index));
  };
  const act = (index: number, action: OperationAction) => {
    switch (action.type) {
      case 'change':
        return put(functions.map((call, i) => (i === index ? action.call : call)));
      case 'remove':
        return remove(index);
      default:
        return move(index, action.type === 'earlier' ? -1 : 1);
    }
  };

  return (
    <EditorRow>
      <LookupErrors>
        <div
          ref={row}
          className={functions.length > 0 ? styles.row : styles.empty}
          role="group"
          aria-label={t('editor.operations.label', 'Operations')}
        >
          {functions.length > 0 && (
            <ol className={styles.list}>
              {functions.map((call, i) => (
                <li key={i}>
                  <Operation
                    {...section}
                    id={`${id}-${i}`}
                    call={call}
                    index={i}
                    isLast={i === functions.length - 1}
                    act={(action) => act(i, action)}
                  />
                </li>
              ))}
            </ol>
          )}
          <Dropdown overlay={<Kinds onPick={add} />} placement="bottom-start">
            <Button
              id={`${id}-add`}
              icon="plus"
              variant="secondary"
              size="sm"
              disabled={functions.length >= MAX_FUNCTIONS}
            >
              {t('editor.operations.add', 'Operations')}
            </Button>
          </Dropdown>
        </div>
      </LookupErrors>
    </EditorRow>
  );
}

/** The kinds of functions; the function of a kind is then chosen in its row. */
function Kinds({ onPick }: { onPick: (definition: FunctionDefinition) => void }) {
  const kinds = [...new Set(FUNCTIONS.map(({ kind }) => kind))];

  return (
    <Menu>
      {kinds.map((kind) => {
        const functions = FUNCTIONS.filter((one) => one.kind === kind);
        return (
          <Menu.Item
            key={kind}
            label={kindLabel(kind)}
            description={functions.map(({ name }) => name).join(', ')}
            onClick={() => onPick(functions[0])}
          />
        );
      })}
    </Menu>
  );
}

/**
 * Moves the focus to an element that may only exist after the next render.
 * @returns a function of ids of elements: the first that can be focused is, after the next render
 */
function useFocusAfterRender(container: React.RefObject<HTMLElement | null>): (...ids: string[]) => void {
  const wanted = useRef<string[]>([]);

  useEffect(() => {
    if (wanted.current.length === 0) {
      return;
    }
    const ids = wanted.current;
    // A menu that closes returns the focus to its button first.
    const timer = setTimeout(() => {
      wanted.current = [];
      const element = ids
        .map((id) => container.current?.querySelector<HTMLElement>(`[id="${id}"]:not(:disabled)`))
        .find(Boolean);
      element?.focus();
      if (element instanceof HTMLInputElement && element.role !== 'combobox') {
        element.select();
      }
    });
    return () => clearTimeout(timer);
  });

  return (...ids) => {
    wanted.current = ids;
  };
}

function getStyles(theme: GrafanaTheme2) {
  return {
    row: css({ width: '100%' }),
    // As high as the collapsed options.
    empty: css({ width: '100%', margin: theme.spacing(-0.5, 0) }),
    list: css({
      listStyle: 'none',
      display: 'grid',
      gap: theme.spacing(1),
      marginBottom: theme.spacing(1),
    }),
  };
}
