import React, { useId } from 'react';

import { t } from '@grafana/i18n';
import { EditorField, EditorFieldGroup, EditorRow } from '@grafana/plugin-ui';
import { RadioButtonGroup } from '@grafana/ui';

import { fillPolicyDescription, fillPolicyLabel } from '../../query/fillPolicies';
import { isAutoInterval } from '../../query/interval';
import { type OpenTsdbQuery } from '../../query/model';
import { intervalProblem } from '../../query/validate';
import { ChoicePicker } from '../shared/ChoicePicker';
import { CommittedInput } from '../shared/CommittedInput';
import { AggregatorPicker } from './AggregatorPicker';
import { type SectionProps } from './types';

type Mode = 'auto' | 'fixed' | 'off';

interface Props extends SectionProps {
  /** What the auto interval is at present, where that is known. */
  interval?: string;
}

/** How points become one per bucket of time. */
export function DownsampleRow({ query, change, server, interval: automatic }: Props) {
  const id = useId();
  const mode = modeOf(query);
  const problem = intervalProblem(query);

  const setMode = (chosen: Mode) =>
    change({
      disableDownsampling: chosen === 'off',
      ...(chosen === 'auto' && { downsampleInterval: '' }),
      ...(chosen === 'fixed' && {
        downsampleInterval: isAutoInterval(query.downsampleInterval) ? (automatic ?? '1m') : query.downsampleInterval,
      }),
    });

  return (
    <EditorRow>
      <EditorFieldGroup>
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
        {mode === 'fixed' && (
          <EditorField
            label={t('editor.downsample.interval', 'Interval')}
            htmlFor={`${id}-interval`}
            invalid={problem !== undefined}
            error={problem}
          >
            <CommittedInput
              id={`${id}-interval`}
              value={query.downsampleInterval ?? ''}
              onCommit={(downsampleInterval) => change({ downsampleInterval })}
              placeholder="1m"
              width={12}
            />
          </EditorField>
        )}
        {mode !== 'off' && (
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
                server={server}
              />
            </EditorField>
            <EditorField
              label={t('editor.downsample.fill', 'Missing points')}
              htmlFor={`${id}-fill`}
              tooltip={t('editor.downsample.fill-tooltip', 'What an interval without points becomes')}
            >
              <ChoicePicker
                id={`${id}-fill`}
                value={query.downsampleFillPolicy || 'none'}
                onChange={(downsampleFillPolicy) => change({ downsampleFillPolicy })}
                choices={server.fillPolicies.map(({ policy, support, note }) => ({
                  value: policy,
                  label: fillPolicyLabel(policy),
                  description: note || fillPolicyDescription(policy),
                  refused: support === 'refused',
                }))}
                unknown={(policy) =>
                  t('editor.downsample.unknown-fill', '{{server}} has no fill policy "{{policy}}"', {
                    server: server.name || t('editor.this-server', 'This server'),
                    policy,
                    interpolation: { escapeValue: false },
                  })
                }
                minWidth={26}
              />
            </EditorField>
          </>
        )}
      </EditorFieldGroup>
    </EditorRow>
  );
}

function modeOf({ disableDownsampling, downsampleInterval }: OpenTsdbQuery): Mode {
  if (disableDownsampling) {
    return 'off';
  }
  return isAutoInterval(downsampleInterval) ? 'auto' : 'fixed';
}
