import { css } from '@emotion/css';
import React, { type PropsWithChildren } from 'react';

import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { EditorSwitch } from '@grafana/plugin-ui';
import { useStyles2 } from '@grafana/ui';

import { type FunctionDefinition, type ParamDefinition, paramLabel } from '../../query/functions/definitions';
import { type FunctionCall, type FunctionParam } from '../../query/functions/model';
import { readParam } from '../../query/functions/params';
import { hasVariable } from '../../query/interval';
import { hasProblem } from '../../query/problems';
import { ChoicePicker } from '../shared/ChoicePicker';
import { CommittedInput } from '../shared/CommittedInput';
import { ValuesPicker } from '../shared/ValuesPicker';
import { type SectionProps } from './types';

interface Props extends Pick<SectionProps, 'query' | 'datasource' | 'problems'> {
  /** The prefix of the ids of the controls; a parameter's index follows. */
  id: string;
  call: FunctionCall;
  /** Undefined for an unknown function, whose parameters are shown as they are saved. */
  definition?: FunctionDefinition;
  /** The function's path in the saved query, as in problems. */
  path: string;
  onChange: (params: FunctionParam[]) => void;
}

/** The parameters of one function, each with the control for its type. */
export function OperationParams({ id, call, definition, path, onChange, problems = [], ...section }: Props) {
  const { params } = call;
  const known = definition?.params ?? [];
  const isRepeated = known.some((one) => one.isRepeated);
  const beyond = isRepeated ? [] : params.slice(known.length);

  return (
    <>
      {known.map((param, i) => {
        const isInvalid = problems.some(({ field }) => {
          const [, place] = /^(.*)\.params\[\d+\]$/.exec(field) ?? [];
          return param.isRepeated ? place === path : field === `${path}.params[${i}]`;
        });
        return (
          <Labelled key={param.id} id={`${id}-${i}`} label={paramLabel(param.id)}>
            {param.isRepeated ? (
              <TagKeys
                {...section}
                id={`${id}-${i}`}
                keys={params.slice(i).map(String)}
                isInvalid={isInvalid}
                onChange={(keys) => onChange([...params.slice(0, i), ...keys])}
              />
            ) : (
              <ParamControl
                id={`${id}-${i}`}
                param={param}
                value={params[i]}
                isInvalid={isInvalid}
                onChange={(value) => onChange(withParam(params, known, i, value))}
              />
            )}
          </Labelled>
        );
      })}
      {beyond.map((value, i) => (
        <Labelled
          key={i}
          id={`${id}-${known.length + i}`}
          label={t('editor.operations.param', 'Parameter {{number}}', { number: known.length + i + 1 })}
        >
          <CommittedInput
            id={`${id}-${known.length + i}`}
            value={String(value)}
            invalid={hasProblem(problems, `${path}.params[${known.length + i}]`)}
            width={14}
            onCommit={(text) =>
              onChange(params.flatMap((one, j) => (j !== known.length + i ? [one] : text === '' ? [] : [text])))
            }
          />
        </Labelled>
      ))}
    </>
  );
}

/** Sets one parameter; undefined removes it and all after it. */
function withParam(
  params: FunctionParam[],
  known: ParamDefinition[],
  at: number,
  value: FunctionParam | undefined
): FunctionParam[] {
  if (value === undefined) {
    return params.slice(0, at);
  }
  const before = known.slice(0, at).map(({ missing }, i) => params[i] ?? missing ?? '');
  return [...before, value, ...params.slice(at + 1)];
}

function Labelled({ id, label, children }: PropsWithChildren<{ id: string; label: string }>) {
  const styles = useStyles2(getStyles);

  return (
    <div className={styles.param}>
      <label htmlFor={id} className={styles.label}>
        {label}
      </label>
      {children}
    </div>
  );
}

interface ControlProps {
  id: string;
  param: ParamDefinition;
  value: FunctionParam | undefined;
  isInvalid: boolean;
  /** Undefined leaves the parameter out. */
  onChange: (value: FunctionParam | undefined) => void;
}

function ParamControl({ id, param, value, isInvalid, onChange }: ControlProps) {
  const text = String(value ?? param.missing ?? '');
  const [word] = param.options ?? [];
  if (param.type === 'word' && (text === '' || text === word)) {
    return (
      <EditorSwitch
        id={id}
        value={text === word}
        onChange={(event) => onChange(event.currentTarget.checked ? word : undefined)}
      />
    );
  }
  if (param.type === 'reducer' || param.type === 'comparison') {
    return (
      <ChoicePicker
        id={id}
        value={text}
        choices={(param.options ?? []).map((option) => ({ value: option, label: option }))}
        onChange={onChange}
        invalid={isInvalid}
        minWidth={9}
      />
    );
  }
  return (
    <CommittedInput
      id={id}
      value={text}
      placeholder={param.isOptional ? '' : String(param.initial ?? '')}
      invalid={isInvalid}
      width={param.type === 'count' ? 8 : 12}
      onCommit={(typed) => onChange(typed === '' && param.isOptional ? undefined : asSaved(param, typed))}
    />
  );
}

/** Converts typed text to what is saved: `1day` becomes `1d`, a number becomes one. Invalid text stays, and is reported. */
function asSaved(param: ParamDefinition, text: string): FunctionParam {
  return text === '' || hasVariable(text) ? text : (readParam(param, text).value ?? text);
}

interface TagKeysProps extends Pick<SectionProps, 'query' | 'datasource'> {
  id: string;
  keys: string[];
  isInvalid: boolean;
  onChange: (keys: string[]) => void;
}

function TagKeys({ id, keys, isInvalid, onChange, query, datasource }: TagKeysProps) {
  return (
    <ValuesPicker
      id={id}
      values={keys}
      onChange={onChange}
      load={(q, signal) => datasource.metadata.tagKeys({ metric: datasource.resolve(query).metric, q }, signal)}
      placeholder={t('editor.group-by.placeholder', 'Select tags')}
      invalid={isInvalid}
    />
  );
}

function getStyles(theme: GrafanaTheme2) {
  return {
    param: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(0.5) }),
    label: css({ ...theme.typography.bodySmall, color: theme.colors.text.secondary, margin: 0 }),
  };
}
