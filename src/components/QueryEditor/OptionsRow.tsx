import React, { useId } from 'react';

import { t } from '@grafana/i18n';
import { EditorField, EditorFieldGroup, EditorRow } from '@grafana/plugin-ui';
import { Stack } from '@grafana/ui';

import { describeOptions } from '../../query/describe';
import { type Format } from '../../query/model';
import { type Problem } from '../../query/problems';
import { Disclosure } from '../shared/Disclosure';
import { FixedPicker } from '../shared/FixedPicker';
import { DownsampleFields, isOfDownsampling } from './DownsampleFields';
import { LegendFields } from './LegendFields';
import { isOfMore, MoreFields } from './MoreFields';
import { ProblemMessages } from './ProblemMessages';
import { isOfRate, RateFields } from './RateFields';
import { type SectionProps } from './types';

interface Props extends SectionProps {
  /** Whether the query is shown as text; the options are then those that aren't part of the text. */
  isText: boolean;
  /** The current auto interval, if known. */
  interval?: string;
}

/** Options whose defaults suit most queries: collapsed, with a summary and their problems. */
export function OptionsRow({ isText, interval, ...section }: Props) {
  const { query, problems = [] } = section;
  const isTimeSeries = (query.queryType ?? 'timeseries') === 'timeseries';
  const showsPoints = isTimeSeries && !isText;
  const own = showsPoints ? problems.filter(isOfOptions) : [];

  return (
    <EditorRow>
      <Disclosure
        title={t('editor.options.title', 'Options')}
        facts={describeOptions(query, { interval, isText })}
        collapsed={<ProblemMessages problems={own} />}
      >
        <Stack direction="column" gap={1}>
          {showsPoints && (
            <>
              <DownsampleFields {...section} interval={interval} />
              <RateFields {...section} />
            </>
          )}
          <Stack wrap="wrap" gap={1}>
            <LegendFields {...section} />
            {isTimeSeries && <FormatField {...section} />}
          </Stack>
          {showsPoints && <MoreFields {...section} />}
        </Stack>
      </Disclosure>
    </EditorRow>
  );
}

/** Whether one of the options shows a problem. */
export function isOfOptions(problem: Problem): boolean {
  return isOfDownsampling(problem) || isOfRate(problem) || isOfMore(problem);
}

function FormatField({ query, change }: SectionProps) {
  const id = useId();

  return (
    <EditorFieldGroup>
      <EditorField
        label={t('editor.format.label', 'Format')}
        htmlFor={`${id}-format`}
        tooltip={t('editor.format.tooltip', 'How series are sent to the panel')}
      >
        <FixedPicker<Format>
          id={`${id}-format`}
          value={query.format || 'timeseries'}
          onChange={(format) => change({ format })}
          options={[
            {
              value: 'timeseries',
              label: t('editor.format.timeseries', 'Time series'),
              description: t('editor.format.timeseries-description', 'One frame for each series'),
            },
            {
              value: 'wide',
              label: t('editor.format.wide', 'Wide'),
              description: t('editor.format.wide-description', 'One frame with a column for each series'),
            },
            {
              value: 'table',
              label: t('editor.format.table', 'Table'),
              description: t('editor.format.table-description', 'One row for each point, tags in columns'),
            },
          ]}
          width={18}
        />
      </EditorField>
    </EditorFieldGroup>
  );
}
