import React, { lazy, Suspense, useId, useState } from 'react';

import { t } from '@grafana/i18n';
import { EditorField, EditorRow } from '@grafana/plugin-ui';
import { Button, Stack } from '@grafana/ui';

import { hasProblem } from '../../query/problems';
import { groupByKeysOf, isGroupBy, withGroupByKeys } from '../../query/filterList';
import { NamePicker } from '../shared/NamePicker';
import { ValuesPicker } from '../shared/ValuesPicker';
import { AggregatorPicker } from './AggregatorPicker';
import { Fields } from './Fields';
import { type SectionProps } from './types';

const MetricsBrowser = lazy(() => import('../MetricsBrowser/MetricsBrowser'));

interface Props extends SectionProps {
  /** Whether series are aggregated. */
  aggregates: boolean;
  /** Whether series can be grouped. */
  canGroup?: boolean;
}

/** The metric, the aggregator, and the tags to group by. */
export function MetricRow({ aggregates, canGroup = false, ...section }: Props) {
  const { query, change, server, problems = [] } = section;
  const id = useId();
  const own = problems.filter(({ field }) => field === 'metric' || (aggregates && field === 'aggregator'));
  return (
    <EditorRow>
      <Fields problems={own}>
        <MetricField {...section} />
        {aggregates && (
          <EditorField
            label={t('editor.aggregator.label', 'Aggregator')}
            htmlFor={`${id}-aggregator`}
            tooltip={t('editor.aggregator.tooltip', 'How the series of one group become one')}
          >
            <AggregatorPicker
              id={`${id}-aggregator`}
              value={query.aggregator}
              onChange={(aggregator) => change({ aggregator })}
              offered={server.aggregators}
              invalid={hasProblem(problems, 'aggregator')}
            />
          </EditorField>
        )}
        {canGroup && <GroupByField {...section} />}
      </Fields>
    </EditorRow>
  );
}

function MetricField({ query, change, datasource, problems = [] }: SectionProps) {
  const id = useId();
  const [browses, setBrowses] = useState(false);

  return (
    <>
      <EditorField label={t('editor.metric.label', 'Metric')} htmlFor={`${id}-metric`}>
        <Stack gap={0.5}>
          <NamePicker
            id={`${id}-metric`}
            value={query.metric ?? ''}
            onChange={(metric) => change({ metric: metric.trim() })}
            load={(q, signal) => datasource.metadata.metrics({ q }, signal)}
            placeholder={t('editor.metric.placeholder', 'Select metric')}
            invalid={hasProblem(problems, 'metric')}
            minWidth={30}
            maxWidth={60}
          />
          <Button
            variant="secondary"
            icon="book-open"
            tooltip={t('editor.metric.browse', 'Browse metrics')}
            aria-label={t('editor.metric.browse', 'Browse metrics')}
            onClick={() => setBrowses(true)}
          />
        </Stack>
      </EditorField>
      {browses && (
        <Suspense fallback={null}>
          <MetricsBrowser datasource={datasource} query={query} change={change} onClose={() => setBrowses(false)} />
        </Suspense>
      )}
    </>
  );
}

function GroupByField({ query, change, datasource }: SectionProps) {
  const id = useId();

  return (
    <EditorField
      label={t('editor.group-by.label', 'Group by')}
      htmlFor={`${id}-group-by`}
      tooltip={t('editor.group-by.tooltip', 'One series for each value of these tags')}
    >
      <ValuesPicker
        id={`${id}-group-by`}
        values={groupByKeysOf(query)}
        onChange={(keys) => change(withGroupByKeys(query, keys))}
        load={(q, signal) => {
          const { metric, filters } = datasource.resolve(query);
          return datasource.metadata.tagKeys({ metric, filters: filters.filter((one) => !isGroupBy(one)), q }, signal);
        }}
        placeholder={t('editor.group-by.placeholder', 'Select tags')}
      />
    </EditorField>
  );
}
