import React from 'react';

import { t } from '@grafana/i18n';
import { ConfigSubSection } from '@grafana/plugin-ui';
import { Field, Input } from '@grafana/ui';

import { parseDuration } from '../../query/interval';
import { DEFAULTS } from '../../settings/defaults';
import { type OpenTsdbOptions } from '../../settings/types';
import { type SectionProps } from './ConfigEditor';

type NumberKey = 'lookupLimit' | 'maxResponseMB' | 'maxSeries';

/** The least interval, and how much one query or one picker may bring. */
export function LimitsSection({ settings, onChange }: SectionProps) {
  const { jsonData, readOnly } = settings;
  const set = (change: Partial<OpenTsdbOptions>) => onChange({ ...settings, jsonData: { ...jsonData, ...change } });
  const interval = jsonData.timeInterval ?? '';

  const numbers: Array<{ key: NumberKey; label: string; description: string }> = [
    {
      key: 'lookupLimit',
      label: t('config.limits.lookup', 'Most suggestions'),
      description: t('config.limits.lookup-description', 'Fetched at once for a picker of names'),
    },
    {
      key: 'maxResponseMB',
      label: t('config.limits.response', 'Largest answer (MB)'),
      description: t('config.limits.response-description', 'A query that brings more fails with a clear error'),
    },
    {
      key: 'maxSeries',
      label: t('config.limits.series', 'Most series'),
      description: t('config.limits.series-description', 'A query that brings more fails with a clear error'),
    },
  ];

  return (
    <ConfigSubSection title={t('config.limits.title', 'Queries')}>
      <Field
        label={t('config.limits.interval', 'Least interval')}
        description={t(
          'config.limits.interval-description',
          'How often points are written: no finer auto interval is used'
        )}
        invalid={interval !== '' && parseDuration(interval) === undefined}
        error={t('config.limits.interval-invalid', 'This is not an interval: it looks like 10s or 1m')}
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
      {numbers.map(({ key, label, description }) => (
        <Field key={key} label={label} description={description}>
          <Input
            id={`config-${key}`}
            type="number"
            min={1}
            value={jsonData[key] ?? ''}
            onChange={({ currentTarget: { value } }) => set({ [key]: value === '' ? undefined : Number(value) })}
            placeholder={String(DEFAULTS[key])}
            disabled={readOnly}
            width={20}
          />
        </Field>
      ))}
    </ConfigSubSection>
  );
}
