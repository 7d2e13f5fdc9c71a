import React, { useId } from 'react';

import { t } from '@grafana/i18n';
import { EditorField } from '@grafana/plugin-ui';
import { RadioButtonGroup } from '@grafana/ui';

import { DEFAULT_FILL_POLICY } from '../../query/defaults';
import { fillPolicyDescription, fillPolicyLabel } from '../../query/fillPolicies';
import { isAutoInterval } from '../../query/interval';
import { type OpenTsdbQuery, type UnfinishedInterval } from '../../query/model';
import { hasProblem, type Problem } from '../../query/problems';
import { ChoicePicker } from '../shared/ChoicePicker';
import { CommittedInput } from '../shared/CommittedInput';
import { FixedPicker } from '../shared/FixedPicker';
import { AggregatorPicker } from './AggregatorPicker';
import { Fields } from './Fields';
import { type SectionProps } from './types';

type Mode = 'auto' | 'fixed' | 'off';

interface Props extends SectionProps {
  /** The current auto interval, if known. */
  interval?: string;
}

/** How points are downsampled. */
export function DownsampleFields({ query, change, server, interval: automatic, problems = [] }: Props) {
  const id = useId();
  const mode = modeOf(query);
  const own = problems.filter(isOfDownsampling);

  const setMode = (chosen: Mode) =>
    change({
      disableDownsampling: chosen === 'off',
      ...(chosen === 'auto' && { downsampleInterval: '' }),
      ...(chosen === 'fixed' && {
        downsampleInterval: isAutoInterval(query.downsampleInterval) ? (automatic ?? '1m') : query.downsampleInterval,
      }),
    });

  return (
    <Fields problems={own}>
      <EditorField
        label={t('editor.downsample.label', 'Downsample')}
        tooltip={t('editor.downsample.tooltip', 'Makes one point of all points in an interval')}
      >
        <RadioButtonGroup<Mode>
          aria-label={t('editor.downsample.label', 'Downsample')}
          options={[
            {
              value: 'auto',
              label: automatic
                ? t('editor.downsample.auto-interval', 'Auto ({{interval}})', { interval: automatic })
                : t('editor.downsample.auto', 'Auto'),
            },
            { value: 'fixed', label: t('editor.downsample.fixed', 'Fixed') },
            { value: 'off', label: t('editor.downsample.off', 'Off') },
          ]}
          value={mode}
          onChange={setMode}
        />
      </EditorField>
      {(mode === 'fixed' || hasProblem(own, 'downsampleInterval')) && (
        <EditorField label={t('editor.downsample.interval', 'Interval')} htmlFor={`${id}-interval`}>
          <CommittedInput
            id={`${id}-interval`}
            value={query.downsampleInterval ?? ''}
            onCommit={(downsampleInterval) => change({ downsampleInterval })}
            placeholder="1m"
            invalid={hasProblem(own, 'downsampleInterval')}
            width={12}
          />
        </EditorField>
      )}
      {(mode !== 'off' || hasProblem(own, 'downsampleAggregator') || hasProblem(own, 'downsampleFillPolicy')) && (
        <>
          <EditorField
            label={t('editor.downsample.aggregator', 'Downsample aggregator')}
            htmlFor={`${id}-aggregator`}
            tooltip={t('editor.downsample.aggregator-tooltip', 'How the points of one interval become one')}
          >
            <AggregatorPicker
              id={`${id}-aggregator`}
              value={query.downsampleAggregator}
              onChange={(downsampleAggregator) => change({ downsampleAggregator })}
              offered={server.downsampleAggregators}
              invalid={hasProblem(own, 'downsampleAggregator')}
            />
          </EditorField>
          <EditorField
            label={t('editor.downsample.fill', 'Fill policy')}
            htmlFor={`${id}-fill`}
            tooltip={t('editor.downsample.fill-tooltip', 'What an interval without points becomes')}
          >
            <ChoicePicker
              id={`${id}-fill`}
              value={query.downsampleFillPolicy || DEFAULT_FILL_POLICY}
              onChange={(downsampleFillPolicy) => change({ downsampleFillPolicy })}
              choices={server.fillPolicies.map(({ policy, support, note }) => ({
                value: policy,
                label: fillPolicyLabel(policy),
                description: note || fillPolicyDescription(policy),
                refused: support === 'refused',
              }))}
              invalid={hasProblem(own, 'downsampleFillPolicy')}
              minWidth={22}
            />
          </EditorField>
          <EditorField
            label={t('editor.downsample.unfinished', 'Unfinished interval')}
            htmlFor={`${id}-unfinished`}
            tooltip={t(
              'editor.downsample.unfinished-tooltip',
              'The newest interval isn’t over yet: its sum, count or rate is still too small'
            )}
          >
            <FixedPicker<UnfinishedInterval>
              id={`${id}-unfinished`}
              value={query.unfinishedInterval === 'show' ? 'show' : 'hide'}
              onChange={(unfinishedInterval) => change({ unfinishedInterval })}
              options={[
                { value: 'hide', label: t('editor.downsample.unfinished-hide', 'Hide') },
                { value: 'show', label: t('editor.downsample.unfinished-show', 'Show') },
              ]}
              width={12}
            />
          </EditorField>
        </>
      )}
    </Fields>
  );
}

/** Whether one of these controls shows a problem. */
export function isOfDownsampling({ field }: Problem): boolean {
  return ['downsampleInterval', 'downsampleAggregator', 'downsampleFillPolicy'].includes(field);
}

function modeOf({ disableDownsampling, downsampleInterval }: OpenTsdbQuery): Mode {
  if (disableDownsampling) {
    return 'off';
  }
  return isAutoInterval(downsampleInterval) ? 'auto' : 'fixed';
}
