import React from 'react';

import { aggregatorDescription } from '../../query/aggregators';
import { DEFAULT_AGGREGATOR } from '../../query/defaults';
import { ChoicePicker } from '../shared/ChoicePicker';

interface Props {
  id: string;
  /** As saved; undefined: the average. */
  value?: string;
  onChange: (aggregator: string) => void;
  /** The aggregators that the server supports here. */
  offered: string[];
  invalid?: boolean;
}

/** Picks an aggregator that the server supports. */
export function AggregatorPicker({ id, value, onChange, offered, invalid }: Props) {
  return (
    <ChoicePicker
      id={id}
      value={value || DEFAULT_AGGREGATOR}
      onChange={onChange}
      choices={offered.map((name) => ({ value: name, label: name, description: aggregatorDescription(name) }))}
      invalid={invalid}
      minWidth={12}
    />
  );
}
