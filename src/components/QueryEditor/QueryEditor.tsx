import React, { lazy, Suspense } from 'react';

import { CoreApp, type QueryEditorProps } from '@grafana/data';
import { t } from '@grafana/i18n';
import { EditorRows } from '@grafana/plugin-ui';
import { FieldValidationMessage, LoadingPlaceholder, Text } from '@grafana/ui';

import { type OpenTsdbDataSource } from '../../datasource';
import { begunQuery } from '../../query/defaults';
import { describe } from '../../query/describe';
import { type OpenTsdbQuery } from '../../query/model';
import { readableQuery } from '../../query/readable';
import { isFinished } from '../../query/validate';
import { dialectOf } from '../../settings/endpoint';
import { type OpenTsdbOptions } from '../../settings/types';
import { useRunExample } from '../Help/clickedExample';
import { useServer } from '../shared/useServer';
import { answeredInterval, autoInterval } from './autoInterval';
import { DownsampleRow } from './DownsampleRow';
import { FiltersRow } from './FiltersRow';
import { HeaderRow } from './HeaderRow';
import { HintsRow } from './HintsRow';
import { LegendRow } from './LegendRow';
import { MetricRow } from './MetricRow';
import { OptionsRow } from './OptionsRow';
import { RateRow } from './RateRow';
import { type SectionProps } from './types';

// Few people write queries as text: it is loaded when they do.
const CodeRow = lazy(() => import('./CodeRow'));

export type Props = QueryEditorProps<OpenTsdbDataSource, OpenTsdbQuery, OpenTsdbOptions>;

/** The editor of one query. It writes to the saved query only what a person changes. */
export function QueryEditor({ datasource, query: saved, onChange, onRunQuery, data, app }: Props) {
  const { query, broken } = readableQuery(begunQuery(saved));
  const { server, error } = useServer(datasource.metadata, dialectOf(datasource.settings.jsonData));
  useRunExample(datasource, saved, onRunQuery);

  const change: SectionProps['change'] = (fields) => {
    const next = { ...query, ...fields };
    onChange(next);
    if (isFinished(next)) {
      onRunQuery();
    }
  };
  const section: SectionProps = { query, change, datasource, server };
  const frames = data?.series.filter(({ refId }) => refId === query.refId) ?? [];
  const interval =
    answeredInterval(frames) ??
    autoInterval(data?.request?.intervalMs, datasource.settings.jsonData.timeInterval, server);
  const reading = describe(query, interval);

  return (
    <EditorRows>
      {broken.length > 0 && (
        <FieldValidationMessage>
          {t(
            'query.broken',
            'Broken in the saved query: {{fields}}. It stays as it is until you change something here.',
            {
              fields: broken.join(', '),
              interpolation: { escapeValue: false },
            }
          )}
        </FieldValidationMessage>
      )}
      <HeaderRow {...section} offersTypes={app !== CoreApp.UnifiedAlerting} />
      {query.editorMode === 'code' ? (
        <Suspense fallback={<LoadingPlaceholder text={t('query.loading', 'Loading the editor…')} />}>
          <CodeRow {...section} />
        </Suspense>
      ) : (
        <Builder {...section} interval={interval} />
      )}
      <LegendRow {...section} />
      {reading && (
        <Text color="secondary" variant="bodySmall" element="p">
          {reading}
        </Text>
      )}
      <HintsRow {...section} frames={frames} />
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

/** The form: only what the query type asks for. */
function Builder({ interval, ...section }: SectionProps & { interval?: string }) {
  const isTimeSeries = (section.query.queryType ?? 'timeseries') === 'timeseries';

  return (
    <>
      <MetricRow {...section} aggregates={isTimeSeries} />
      <FiltersRow {...section} />
      {isTimeSeries && (
        <>
          <DownsampleRow {...section} interval={interval} />
          <RateRow {...section} />
          <OptionsRow {...section} />
        </>
      )}
    </>
  );
}
