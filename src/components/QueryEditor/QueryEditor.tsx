import React from 'react';

import { type QueryEditorProps } from '@grafana/data';
import { t } from '@grafana/i18n';
import { EditorRows } from '@grafana/plugin-ui';
import { Text } from '@grafana/ui';

import { type OpenTsdbDataSource } from '../../datasource';
import { type OpenTsdbQuery } from '../../query/model';
import { isFinished } from '../../query/validate';
import { dialectOf } from '../../settings/endpoint';
import { type OpenTsdbOptions } from '../../settings/types';
import { useServer } from '../shared/useServer';
import { DownsampleRow } from './DownsampleRow';
import { FiltersRow } from './FiltersRow';
import { LegendRow } from './LegendRow';
import { MetricRow } from './MetricRow';
import { type SectionProps } from './types';

export type Props = QueryEditorProps<OpenTsdbDataSource, OpenTsdbQuery, OpenTsdbOptions>;

/** The editor of one query. It writes to the saved query only what a person changes. */
export function QueryEditor({ datasource, query, onChange, onRunQuery, data }: Props) {
  const { server, error } = useServer(datasource.metadata, dialectOf(datasource.settings.jsonData));

  const change: SectionProps['change'] = (fields) => {
    const next = { ...query, ...fields };
    onChange(next);
    if (isFinished(next)) {
      onRunQuery();
    }
  };
  const section: SectionProps = { query, change, datasource, server };

  return (
    <EditorRows>
      <MetricRow {...section} />
      <FiltersRow {...section} />
      <DownsampleRow {...section} panelIntervalMs={data?.request?.intervalMs} />
      <LegendRow {...section} />
      {error && (
        <Text color="secondary" variant="bodySmall" element="p">
          {t('query.server-unknown', 'What this server can do is not known, so all of OpenTSDB is offered. {{error}}', {
            error,
            interpolation: { escapeValue: false },
          })}
        </Text>
      )}
    </EditorRows>
  );
}
