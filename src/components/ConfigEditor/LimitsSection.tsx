import React from 'react';

import { t } from '@grafana/i18n';
import { ConfigSubSection } from '@grafana/plugin-ui';
import { Field, Input } from '@grafana/ui';

import { parseDuration } from '../../query/interval';
import { DEFAULTS } from '../../settings/defaults';
import { type NumberKey, numberProblem, readNumber } from '../../settings/limits';
import { type OpenTsdbOptions } from '../../settings/types';
import { type SectionProps } from './types';

/** The unit of sizes: 1,048,576 bytes. */
const MEBIBYTES = 'MiB';

/** The min interval, and the limits of queries, lists of names and the cache. */
export function LimitsSection({ settings, onChange }: SectionProps) {
  const { jsonData, readOnly } = settings;
  const set = (change: Partial<OpenTsdbOptions>) => onChange({ ...settings, jsonData: { ...jsonData, ...change } });
  const interval = String(jsonData.timeInterval ?? '');

  const numbers: Array<{ key: NumberKey; label: string; description: string; unit?: string }> = [
    {
      key: 'lookupLimit',
      label: t('config.limits.lookup', 'Lookup limit'),
      description: t(
        'config.limits.lookup-description',
        'Maximum number of names in a list, and of values of a variable'
      ),
    },
    {
      key: 'maxSeries',
      label: t('config.limits.series', 'Max series'),
      description: t('config.limits.series-description', 'A query that returns more fails'),
    },
    {
      key: 'maxResponseMB',
      label: t('config.limits.response', 'Max response size'),
      description: t('config.limits.response-description', 'A query whose response is larger fails'),
      unit: MEBIBYTES,
    },
    {
      key: 'responseCacheMB',
      label: t('config.limits.cache', 'Response cache'),
      description: t(
        'config.limits.cache-description',
        'Memory for responses, so that a refresh asks only for the newest points. 0 turns the cache off'
      ),
      unit: MEBIBYTES,
    },
  ];

  return (
    <ConfigSubSection title={t('config.limits.title', 'Queries')}>
      <Field
        label={t('config.limits.interval', 'Min interval')}
        description={t(
          'config.limits.interval-description',
          'Smallest interval that Auto chooses. Set it to how often points are written, such as 10s'
        )}
        invalid={interval !== '' && parseDuration(interval) === undefined}
        error={t('config.limits.interval-invalid', 'Enter a number and a unit, such as 10s or 1m')}
      >
        <Input
          id="config-timeInterval"
          value={interval}
          onChange={(event) => set({ timeInterval: event.currentTarget.value || undefined })}
          placeholder="10s"
          disabled={readOnly}
          width={20}
        />
      </Field>
      {numbers.map(({ key, label, description, unit }) => {
        const problem = numberProblem(key, jsonData[key]);
        return (
          <Field key={key} label={label} description={description} invalid={problem !== undefined} error={problem}>
            <Input
              id={`config-${key}`}
              // Not type=number: the browser would refuse to save the form, without a message while the section is collapsed.
              inputMode="numeric"
              value={String(jsonData[key] ?? '')}
              onChange={(event) => set({ [key]: readNumber(event.currentTarget.value) })}
              placeholder={String(DEFAULTS[key])}
              suffix={unit}
              disabled={readOnly}
              width={20}
            />
          </Field>
        );
      })}
    </ConfigSubSection>
  );
}
