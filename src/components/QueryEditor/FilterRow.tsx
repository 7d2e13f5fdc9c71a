import React, { useId } from 'react';

import { getTemplateSrv } from '@grafana/runtime';
import { t } from '@grafana/i18n';
import { Checkbox, FieldValidationMessage, IconButton, Stack } from '@grafana/ui';

import { type Metadata } from '../../metadata/Metadata';
import { type NameSearch, type Server } from '../../metadata/types';
import { filterText, isCompleteFilter, joinValues, operatorLabel, splitValues, withType } from '../../query/filters';
import { type TagFilter } from '../../query/model';
import { ChoicePicker, flawOf } from '../shared/ChoicePicker';
import { CommittedInput } from '../shared/CommittedInput';
import { HiddenLabel } from '../shared/HiddenLabel';
import { NamePicker } from '../shared/NamePicker';
import { ValuesPicker } from '../shared/ValuesPicker';

interface Props {
  filter: TagFilter;
  /** Its place in the list, from 1. */
  number: number;
  /** Still being written: what is missing is no mistake yet. */
  isDraft: boolean;
  onChange: (filter: TagFilter) => void;
  onRemove: () => void;
  /** What narrows the suggestions: the metric and the other filters, variables replaced. */
  search: () => NameSearch;
  metadata: Metadata;
  server: Server;
  /** Whether series can be grouped at all. */
  canGroup: boolean;
}

/** One filter: tag key, operator, value, and whether each value is a series of its own. */
export function FilterRow({ filter, number, isDraft, onChange, onRemove, search, metadata, server, canGroup }: Props) {
  const id = useId();
  const broken = !isDraft && !isCompleteFilter(filter);
  const operator = {
    value: filter.type,
    choices: server.filterTypes.map(({ type, support, note }) => ({
      value: type,
      label: operatorLabel(type),
      description: note ? `${type}: ${note}` : type,
      refused: support === 'refused',
    })),
    unknown: (type: string) =>
      t('editor.filter.unknown-type', '{{server}} has no filter type "{{type}}"', {
        server: server.name || t('editor.this-server', 'This server'),
        type,
        interpolation: { escapeValue: false },
      }),
  };
  const flaw = flawOf(operator);

  return (
    <div>
      <Stack direction="row" gap={0.5} wrap="wrap" alignItems="flex-start">
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
            invalid={broken && filter.tagk === ''}
            minWidth={14}
            maxWidth={30}
          />
        </div>
        <div>
          <HiddenLabel htmlFor={`${id}-operator`}>
            {t('editor.filter.operator', 'Operator of filter {{number}}', { number })}
          </HiddenLabel>
          <ChoicePicker
            id={`${id}-operator`}
            {...operator}
            onChange={(type) => onChange(withType(filter, type))}
            flawElsewhere
            minWidth={18}
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
              invalid={broken && filter.filter === ''}
              onChange={(text) => onChange({ ...filter, filter: text })}
              load={(q, signal) =>
                metadata.tagValues(getTemplateSrv().replace(filter.tagk), { ...search(), q }, signal)
              }
            />
          </div>
        )}
        <Stack height={4} alignItems="center" gap={1}>
          {canGroup && (
            <Checkbox
              id={`${id}-group-by`}
              label={t('editor.filter.group-by', 'Group by')}
              value={filter.groupBy}
              onChange={(event) => onChange({ ...filter, groupBy: event.currentTarget.checked })}
            />
          )}
          <IconButton
            name="times"
            tooltip={t('editor.filter.remove', 'Remove filter {{number}}', { number })}
            onClick={onRemove}
          />
        </Stack>
      </Stack>
      {flaw && <FieldValidationMessage>{flaw}</FieldValidationMessage>}
    </div>
  );
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
        minWidth={20}
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
      width={26}
    />
  );
}
