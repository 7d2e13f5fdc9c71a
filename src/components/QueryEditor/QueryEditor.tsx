import React, { type KeyboardEvent, lazy, Suspense, useMemo, useRef } from 'react';

import { CoreApp, type DataQueryRequest, type PanelData, type QueryEditorProps } from '@grafana/data';
import { t } from '@grafana/i18n';
import { EditorRows } from '@grafana/plugin-ui';
import { FieldValidationMessage, LoadingPlaceholder, Text } from '@grafana/ui';

import { type OpenTsdbDataSource } from '../../datasource';
import { describe } from '../../query/describe';
import { displayText } from '../../query/displayText';
import { type OpenTsdbQuery } from '../../query/model';
import { normalizeQuery } from '../../query/normalize';
import { type Problem } from '../../query/problems';
import { formatQuery } from '../../query/text/format';
import { dialectOf } from '../../settings/endpoint';
import { type OpenTsdbOptions } from '../../settings/types';
import { useRunExample } from '../Help/clickedExample';
import { useServer } from '../shared/useServer';
import { autoInterval, usedInterval } from './autoInterval';
import { FiltersRow, isUnreadableFilter } from './FiltersRow';
import { HeaderRow } from './HeaderRow';
import { HintsRow } from './HintsRow';
import { MetricRow } from './MetricRow';
import { NoDataRow } from './NoDataRow';
import { OperationsRow } from './OperationsRow';
import { isOfOptions, OptionsRow } from './OptionsRow';
import { ProblemMessages } from './ProblemMessages';
import { QueryPreview } from './QueryPreview';
import { type SectionProps } from './types';
import { useCodeDraft } from './useCodeDraft';
import { useQueryDraft } from './useQueryDraft';

// Lazy, since few people use Code mode.
const CodeRow = lazy(() => import('./CodeRow'));

export type Props = QueryEditorProps<OpenTsdbDataSource, OpenTsdbQuery, OpenTsdbOptions>;

/** The editor of one query. It changes the saved query only when the user does. */
export function QueryEditor({ datasource, query: saved, onChange, onRunQuery, data, app }: Props) {
  const { server, error } = useServer(datasource.metadata, dialectOf(datasource.settings.jsonData), data?.series);
  const changes = useRef(0);
  const { query, problems, change, run } = useQueryDraft({
    saved,
    onChange: (changed) => {
      changes.current++;
      onChange(changed);
    },
    beforeRun: (changed, before) =>
      datasource.shownRanges.note(changed, before, data?.request as DataQueryRequest<OpenTsdbQuery> | undefined),
    onRunQuery,
    server,
  });
  useRunExample(datasource, saved, onRunQuery);
  const section: SectionProps = { query, change, datasource, server, problems };
  const code = useCodeDraft(section);
  const frames = useMemo(
    () => data?.series.filter(({ refId }) => refId === query.refId) ?? [],
    [data?.series, query.refId]
  );
  const interval =
    usedInterval(frames, askedQuery(data, query)) ??
    autoInterval(data?.request?.intervalMs, datasource.settings.jsonData.timeInterval, server);

  // Enter may have committed a change already, which has run the query.
  const before = useRef(0);
  const runOnEnter = ({ key, shiftKey, target }: KeyboardEvent) => {
    if (key === 'Enter' && (shiftKey || isTextField(target)) && changes.current === before.current) {
      run();
    }
  };

  const isText = query.editorMode === 'code';
  const isTimeSeries = (query.queryType ?? 'timeseries') === 'timeseries';
  const others = problems.filter((problem) => !isShownAtControl(problem, isText, isTimeSeries));
  const reading = isText && describe(query, interval);

  return (
    <div
      onKeyDownCapture={() => {
        before.current = changes.current;
      }}
      onKeyDown={runOnEnter}
    >
      <EditorRows>
        <HeaderRow {...section} offersTypes={app !== CoreApp.UnifiedAlerting} />
        {isText ? (
          <Suspense fallback={<LoadingPlaceholder text={t('query.loading', 'Loading the editor…')} />}>
            <CodeRow {...section} code={code} run={run} />
          </Suspense>
        ) : (
          <>
            <MetricRow {...section} aggregates={isTimeSeries} canGroup={isTimeSeries} />
            <FiltersRow {...section} canGroup={isTimeSeries} />
            {isTimeSeries && <OperationsRow {...section} />}
          </>
        )}
        <OptionsRow {...section} isText={isText} interval={interval} />
        {!isText && query.metric && <QueryPreview text={isTimeSeries ? formatQuery(query) : displayText(query)} />}
        {reading && (
          <Text color="secondary" variant="bodySmall" element="p">
            {reading}
          </Text>
        )}
        {!isText && code.isPending && (
          <FieldValidationMessage>
            {t('editor.code.unfinished', 'The text in Code mode isn’t applied: {{problem}}', {
              problem: code.problems[0]?.message ?? code.draft,
              interpolation: { escapeValue: false },
            })}
          </FieldValidationMessage>
        )}
        {others.length > 0 && <ProblemMessages problems={others} />}
        <NoDataRow {...section} data={data} frames={frames} />
        <HintsRow {...section} frames={frames} isAlertRule={app === CoreApp.UnifiedAlerting} />
        {error && (
          <Text color="secondary" variant="bodySmall" element="p">
            {t(
              'query.server-unknown',
              'The features of this server are not known, so all features of OpenTSDB are offered. {{error}}',
              {
                // If the query has failed with it, Grafana shows it below the editor.
                error: data?.errors?.some(({ message }) => message === error) ? '' : error,
                interpolation: { escapeValue: false },
              }
            ).trimEnd()}
          </Text>
        )}
      </EditorRows>
    </div>
  );
}

/** Whether Enter has no other meaning, as it has in a picker and on a button. */
function isTextField(target: EventTarget): boolean {
  return target instanceof HTMLInputElement && target.type === 'text' && target.role !== 'combobox';
}

/** The query as Grafana sent it last; the editor may show a newer one. */
function askedQuery(data: PanelData | undefined, query: OpenTsdbQuery): OpenTsdbQuery {
  const target = data?.request?.targets?.find(({ refId }) => refId === query.refId);
  return target ? normalizeQuery(target as OpenTsdbQuery).query : query;
}

/** Whether a control, or a marker in the text, shows a problem. */
function isShownAtControl(problem: Problem, isText: boolean, isTimeSeries: boolean): boolean {
  const { field, code } = problem;
  if (isText) {
    return code !== 'wrong-type' && !['queryType', 'timezone', 'useCalendar'].includes(field);
  }
  return (
    field === 'metric' ||
    isUnreadableFilter(problem) ||
    (code !== 'wrong-type' && /^(?:filters\[|tags\.)/.test(field)) ||
    (isTimeSeries &&
      (field === 'aggregator' || code === 'wrong-function' || code === 'needs-interval' || isOfOptions(problem)))
  );
}
