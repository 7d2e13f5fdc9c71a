import React from 'react';

import { type DataFrame, LoadingState, type PanelData } from '@grafana/data';
import { t } from '@grafana/i18n';
import { FieldValidationMessage } from '@grafana/ui';

import { type OpenTsdbDataSource } from '../../datasource';
import { type Selection } from '../../query/resolve';
import { useResponse } from '../shared/useResponse';
import { type SectionProps } from './types';

interface Props extends SectionProps {
  data?: PanelData;
  /** The query's result. */
  frames: DataFrame[];
}

/** Says which name of a query without a result the server doesn't have. */
export function NoDataRow({ query, datasource, server, data, frames }: Props) {
  const isEmpty =
    data?.state === LoadingState.Done && !data.errors?.length && frames.every(({ length }) => length === 0);
  const selection = isEmpty ? datasource.resolve(query) : undefined;
  const key = selection && selection.metrics.length > 0 ? JSON.stringify(selection) : '';
  const { value: unknown } = useResponse(key, async (signal) =>
    key === '' || !selection ? [] : unknownNames(selection, datasource, signal)
  );

  return (
    <>
      {unknown?.map(({ metric, key: tagKey }) => (
        <FieldValidationMessage key={`${metric} ${tagKey ?? ''}`}>
          {tagKey === undefined
            ? t('hint.unknown-metric', '{{server}} has no metric "{{metric}}". Upper and lower case count.', {
                server: server.name || t('editor.this-server', 'This server'),
                metric,
                interpolation: { escapeValue: false },
              })
            : t('hint.unknown-key', 'No series of {{metric}} has the tag "{{tagKey}}".', {
                metric,
                tagKey,
                interpolation: { escapeValue: false },
              })}
        </FieldValidationMessage>
      ))}
    </>
  );
}

interface Unknown {
  metric: string;
  /** A tag key that no series of the metric has; without one the metric itself is unknown. */
  key?: string;
}

/** The names that the server doesn't have, as far as its lists are complete. */
async function unknownNames(
  { metrics, filters }: Selection,
  { metadata }: OpenTsdbDataSource,
  signal: AbortSignal
): Promise<Unknown[]> {
  const found = await Promise.all(
    metrics.slice(0, 5).map(async (metric): Promise<Unknown[]> => {
      const known = await metadata.metrics({ q: metric }, signal);
      if (known.complete && !known.values.includes(metric)) {
        return [{ metric }];
      }
      const keys = await metadata.tagKeys({ metric }, signal);
      const missing = filters.filter(({ tagk, type }) => type !== 'not_key' && !keys.values.includes(tagk));
      return keys.complete ? missing.map(({ tagk }) => ({ metric, key: tagk })) : [];
    })
  );
  return found.flat();
}
