import React, { useState } from 'react';
import { type AdHocVariableFilter, type DataSourceApi, type TimeRange } from '@grafana/data';
import { Button, Combobox, type ComboboxOption, IconButton, InlineField, Stack } from '@grafana/ui';
import { errorText } from './Failure';

/** Grafana's operators of an ad-hoc filter on one value. */
const operators = ['=', '!=', '=~', '!~'].map((value) => ({ value }));

interface Props {
  dataSource: DataSourceApi;
  range: TimeRange;
  filters: AdHocVariableFilter[];
  onChange: (filters: AdHocVariableFilter[]) => void;
}

/** A dashboard's ad-hoc filters: keys and values as the plugin suggests them, applied to every query. */
export function AdhocFilters({ dataSource, range, filters, onChange }: Props) {
  const set = (index: number, change: Partial<AdHocVariableFilter>) =>
    onChange(filters.map((filter, at) => (at === index ? { ...filter, ...change } : filter)));
  return (
    <Stack alignItems="center" wrap="wrap" gap={1}>
      {filters.map((filter, index) => (
        <FilterRow
          key={index}
          dataSource={dataSource}
          range={range}
          filter={filter}
          others={filters.filter((other, at) => at !== index && other.key && other.value)}
          onChange={(change) => set(index, change)}
          onRemove={() => onChange(filters.filter((_, at) => at !== index))}
        />
      ))}
      <Button
        variant="secondary"
        icon="filter"
        onClick={() => onChange([...filters, { key: '', operator: '=', value: '' }])}
      >
        Add ad-hoc filter
      </Button>
    </Stack>
  );
}

interface RowProps {
  dataSource: DataSourceApi;
  range: TimeRange;
  filter: AdHocVariableFilter;
  others: AdHocVariableFilter[];
  onChange: (change: Partial<AdHocVariableFilter>) => void;
  onRemove: () => void;
}

function FilterRow({ dataSource, range, filter, others, onChange, onRemove }: RowProps) {
  const [failure, setFailure] = useState('');
  const load = async (asked: ReturnType<NonNullable<DataSourceApi['getTagKeys']>> | undefined, typed: string) => {
    try {
      const answer = (await asked) ?? [];
      setFailure('');
      return options(Array.isArray(answer) ? answer : answer.data, typed);
    } catch (error) {
      setFailure(errorText(error));
      return [];
    }
  };
  return (
    <InlineField invalid={failure !== ''} error={failure} transparent>
      <Stack alignItems="center" gap={0}>
        <Combobox
          aria-label="Ad-hoc filter key"
          width={16}
          value={filter.key || null}
          options={(typed) => load(dataSource.getTagKeys?.({ filters: others, timeRange: range }), typed)}
          onChange={({ value }) => onChange({ key: value, value: '' })}
        />
        <Combobox
          aria-label="Ad-hoc filter operator"
          width={8}
          value={filter.operator}
          options={operators}
          onChange={({ value }) => onChange({ operator: value })}
        />
        <Combobox
          aria-label="Ad-hoc filter value"
          width={20}
          createCustomValue
          value={filter.value || null}
          options={(typed) =>
            load(dataSource.getTagValues?.({ key: filter.key, filters: others, timeRange: range }), typed)
          }
          onChange={({ value }) => onChange({ value })}
        />
        <IconButton name="times" tooltip="Remove ad-hoc filter" onClick={onRemove} />
      </Stack>
    </InlineField>
  );
}

function options(
  found: Array<{ text: string; value?: string | number }>,
  typed: string
): Array<ComboboxOption<string>> {
  return found
    .map(({ text, value }) => ({ label: text, value: String(value ?? text) }))
    .filter(({ label }) => label.toLowerCase().includes(typed.toLowerCase()));
}
