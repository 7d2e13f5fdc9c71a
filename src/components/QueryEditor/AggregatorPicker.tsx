import React from 'react';

import { aggregatorDescription } from '../../query/aggregators';
import { DEFAULT_AGGREGATOR } from '../../query/defaults';
import { ChoicePicker } from '../shared/ChoicePicker';

interface Props {
  id: string;
  /** As saved: missing means the average. */
  value?: string;
  onChange: (aggregator: string) => void;
  /** The aggregators that the server takes at this place. */
  offered: string[];
  invalid?: boolean;
}

/** Picks an aggregator the server takes. */
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
