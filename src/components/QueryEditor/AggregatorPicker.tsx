import React from 'react';

import { t } from '@grafana/i18n';

import { type Server } from '../../metadata/types';
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
  server: Server;
}

/** Picks an aggregator the server takes. */
export function AggregatorPicker({ id, value, onChange, offered, server }: Props) {
  return (
    <ChoicePicker
      id={id}
      value={value || DEFAULT_AGGREGATOR}
      onChange={onChange}
      choices={offered.map((name) => ({ value: name, label: name, description: aggregatorDescription(name) }))}
      unknown={(name) =>
        t('editor.aggregator.unknown', '{{server}} has no aggregator "{{name}}"', {
          server: server.name || t('editor.this-server', 'This server'),
          name,
          interpolation: { escapeValue: false },
        })
      }
    />
  );
}
