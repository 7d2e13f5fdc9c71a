import React, { type FocusEvent, useEffect, useId, useRef, useState } from 'react';

import { getTemplateSrv } from '@grafana/runtime';
import { t } from '@grafana/i18n';
import { FieldValidationMessage, IconButton, Stack } from '@grafana/ui';

import { type Metadata } from '../../metadata/Metadata';
import { type NameSearch, type Server } from '../../metadata/types';
import { filterText, joinValues, operatorLabel, splitValues, withType } from '../../query/filters';
import { type TagFilter } from '../../query/model';
import { hasProblem, problemsOfFilter } from '../../query/problems';
import { ChoicePicker } from '../shared/ChoicePicker';
import { CommittedInput } from '../shared/CommittedInput';
import { HiddenLabel } from '../shared/HiddenLabel';
import { NamePicker } from '../shared/NamePicker';
import { ValuesPicker } from '../shared/ValuesPicker';

interface Props {
  filter: TagFilter;
  /** Its position in the list, from 1. */
  number: number;
  /** Just added: missing parts aren't marked until the row is left, and the focus moves to the next part. */
  isNew: boolean;
  onChange: (filter: TagFilter) => void;
  onRemove: () => void;
  /** What narrows the suggestions: the metric and the other filters, variables replaced. */
  search: () => NameSearch;
  metadata: Metadata;
  server: Server;
}

/** One filter: tag key, operator and value. */
export function FilterRow({ filter, number, isNew, onChange, onRemove, search, metadata, server }: Props) {
  const id = useId();
  const row = useRef<HTMLDivElement>(null);
  const [isLeft, setLeft] = useState(!isNew);
  const problems = isLeft ? problemsOfFilter(filter, server) : [];
  const message = problems[0]?.message;
  useNextField(row, id, filter, isNew);

  const leave = ({ currentTarget, relatedTarget }: FocusEvent) => {
    if (!currentTarget.contains(relatedTarget)) {
      setLeft(true);
    }
  };

  return (
    <div ref={row} onBlur={leave}>
      <Stack direction="row" gap={0.25} wrap="wrap" alignItems="flex-start">
        <div>
          <HiddenLabel htmlFor={`${id}-key`}>
            {t('editor.filter.key', 'Tag key of filter {{number}}', { number })}
          </HiddenLabel>
          <NamePicker
            id={`${id}-key`}
            value={filter.tagk}
            onChange={(tagk) => onChange({ ...filter, tagk: tagk.trim() })}
            load={(q, signal) => metadata.tagKeys({ ...search(), q }, signal)}
            placeholder={t('editor.filter.key-placeholder', 'Tag key')}
            invalid={hasProblem(problems, 'tagk')}
            minWidth={12}
            maxWidth={30}
          />
        </div>
        <div>
          <HiddenLabel htmlFor={`${id}-operator`}>
            {t('editor.filter.operator', 'Operator of filter {{number}}', { number })}
          </HiddenLabel>
          <ChoicePicker
            id={`${id}-operator`}
            value={filter.type}
            choices={server.filterTypes.map(({ type, support, note }) => ({
              value: type,
              label: operatorLabel(type),
              description: note ? `${type}: ${note}` : type,
              refused: support === 'refused',
            }))}
            onChange={(type) => onChange(withType(filter, type))}
            invalid={hasProblem(problems, 'type')}
            minWidth={14}
          />
        </div>
        {filterText(filter.type) !== 'none' && (
          <div>
            <HiddenLabel htmlFor={`${id}-value`}>
              {t('editor.filter.value', 'Value of filter {{number}}', { number })}
            </HiddenLabel>
            <FilterValue
              id={`${id}-value`}
              filter={filter}
              invalid={hasProblem(problems, 'filter')}
              onChange={(text) => onChange({ ...filter, filter: text })}
              load={(q, signal) =>
                metadata.tagValues(getTemplateSrv().replace(filter.tagk), { ...search(), q }, signal)
              }
            />
          </div>
        )}
        <Stack height={4} alignItems="center">
          <IconButton
            name="times"
            tooltip={t('editor.filter.remove', 'Remove filter {{number}}', { number })}
            onClick={onRemove}
          />
        </Stack>
      </Stack>
      {message && <FieldValidationMessage>{message}</FieldValidationMessage>}
    </div>
  );
}

/** Moves the focus to the key of a new filter, with its list open, and to its value once the key is chosen. */
function useNextField(
  row: React.RefObject<HTMLDivElement | null>,
  id: string,
  { tagk, filter }: TagFilter,
  isNew: boolean
) {
  const wasNew = useRef(isNew);
  const open = (field: string) => {
    const input = row.current?.querySelector<HTMLInputElement>(`[id="${id}-${field}"]`);
    input?.focus();
    // A picker opens its list only on a click.
    input?.click();
  };

  useEffect(() => {
    if (wasNew.current) {
      open('key');
    }
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once, when the row appears
  }, []);

  const known = useRef(tagk);
  useEffect(() => {
    const isChosen = wasNew.current && known.current === '' && tagk !== '' && filter === '';
    known.current = tagk;
    if (!isChosen) {
      return;
    }
    // Not if Tab or a click has moved the focus elsewhere.
    const timer = setTimeout(() => {
      if (document.activeElement?.id === `${id}-key`) {
        open('value');
      }
    });
    return () => clearTimeout(timer);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- when the key is chosen
  }, [tagk]);
}

interface FilterValueProps {
  id: string;
  filter: TagFilter;
  invalid: boolean;
  onChange: (text: string) => void;
  load: React.ComponentProps<typeof ValuesPicker>['load'];
}

function FilterValue({ id, filter, invalid, onChange, load }: FilterValueProps) {
  if (filterText(filter.type) === 'values') {
    return (
      <ValuesPicker
        id={id}
        values={splitValues(filter.filter)}
        onChange={(values) => onChange(joinValues(values))}
        load={load}
        placeholder={t('editor.filter.values-placeholder', 'Values')}
        invalid={invalid}
      />
    );
  }
  if (filter.type === 'wildcard' || filter.type === 'iwildcard') {
    return (
      <NamePicker
        id={id}
        value={filter.filter}
        onChange={onChange}
        load={(typed, signal) => load(typed.split('*')[0], signal)}
        placeholder="web*"
        invalid={invalid}
        minWidth={16}
        maxWidth={50}
      />
    );
  }
  return (
    <CommittedInput
      id={id}
      value={filter.filter}
      onCommit={onChange}
      placeholder="web[0-9]+"
      invalid={invalid}
      width={24}
    />
  );
}
