import React, { useId } from 'react';

import { t } from '@grafana/i18n';
import { EditorField, EditorFieldGroup, EditorRow, EditorSwitch } from '@grafana/plugin-ui';
import { Combobox, type ComboboxOption, TimeZonePicker } from '@grafana/ui';

import { type OpenTsdbQuery } from '../../query/model';
import { CommittedInput } from '../shared/CommittedInput';
import { Disclosure } from '../shared/Disclosure';
import { useUnrepeated } from '../shared/useUnrepeated';
import { type SectionProps } from './types';

const ROLLUPS = ['ROLLUP_RAW', 'ROLLUP_NOFALLBACK', 'ROLLUP_FALLBACK', 'ROLLUP_FALLBACK_RAW'];

/** What few queries need, collapsed to a summary. An option that the server lacks is shown only where one is saved. */
export function OptionsRow({ query, change, server }: SectionProps) {
  const id = useId();
  const { calendar, percentiles, rollups } = server.features;
  const pickRollup = useUnrepeated(
    query.rollupUsage,
    (rollupUsage) => change({ rollupUsage }),
    (option: ComboboxOption<string> | null) => option?.value
  );
  const downsamples = !query.disableDownsampling;

  return (
    <EditorRow>
      <Disclosure title={t('editor.options.title', 'More options')} summary={summary(query)}>
        <EditorFieldGroup>
          <EditorField
            label={t('editor.options.explicit-tags', 'Only these tags')}
            htmlFor={`${id}-explicit`}
            tooltip={t(
              'editor.options.explicit-tags-tooltip',
              'Only series with exactly the tag keys named in the filters'
            )}
          >
            <EditorSwitch
              id={`${id}-explicit`}
              value={Boolean(query.explicitTags)}
              onChange={(event) => change({ explicitTags: event.currentTarget.checked })}
            />
          </EditorField>
          {downsamples && (calendar || query.useCalendar) && (
            <EditorField
              label={t('editor.options.calendar', 'Calendar')}
              htmlFor={`${id}-calendar`}
              tooltip={t(
                'editor.options.calendar-tooltip',
                'Intervals begin at midnight, on Mondays, on the first of a month'
              )}
              invalid={!calendar}
              error={calendar ? undefined : missing()}
            >
              <EditorSwitch
                id={`${id}-calendar`}
                value={Boolean(query.useCalendar)}
                onChange={(event) => change({ useCalendar: event.currentTarget.checked })}
              />
            </EditorField>
          )}
          {downsamples && query.useCalendar && (
            <EditorField label={t('editor.options.timezone', 'Time zone')} htmlFor={`${id}-timezone`}>
              <TimeZonePicker
                inputId={`${id}-timezone`}
                value={query.timezone || 'utc'}
                onChange={(timezone) => change({ timezone: timezone === 'utc' ? 'UTC' : timezone })}
                width={30}
              />
            </EditorField>
          )}
          {(percentiles || Boolean(query.percentiles?.length)) && (
            <EditorField
              label={t('editor.options.percentiles', 'Percentiles')}
              htmlFor={`${id}-percentiles`}
              tooltip={t('editor.options.percentiles-tooltip', 'For histogram metrics, like 95, 99.9')}
              invalid={!percentiles}
              error={percentiles ? undefined : missing()}
            >
              <CommittedInput
                id={`${id}-percentiles`}
                value={(query.percentiles ?? []).join(', ')}
                onCommit={(text) => change({ percentiles: readPercentiles(text) })}
                width={16}
              />
            </EditorField>
          )}
          {(rollups || Boolean(query.rollupUsage)) && (
            <EditorField
              label={t('editor.options.rollup', 'Rollups')}
              htmlFor={`${id}-rollup`}
              tooltip={t('editor.options.rollup-tooltip', 'Whether points stored ready downsampled are read')}
              invalid={!rollups}
              error={rollups ? undefined : missing()}
            >
              <Combobox
                id={`${id}-rollup`}
                options={ROLLUPS.map((value) => ({ value, label: value }))}
                value={query.rollupUsage || null}
                onChange={pickRollup}
                placeholder={t('editor.options.rollup-placeholder', 'As the server does')}
                isClearable
                width={30}
              />
            </EditorField>
          )}
        </EditorFieldGroup>
      </Disclosure>
    </EditorRow>
  );
}

function missing(): string {
  return t('editor.options.missing', 'This server lacks it');
}

/** Numbers above 0 and up to 100; other text is no percentile. */
function readPercentiles(text: string): number[] {
  return text
    .split(/[\s,;]+/)
    .map(Number)
    .filter((number) => number > 0 && number <= 100);
}

function summary(query: OpenTsdbQuery): string {
  const raw = { interpolation: { escapeValue: false } };
  const zone = query.timezone || 'UTC';
  const facts = [
    query.explicitTags && t('editor.options.summary-explicit-tags', 'only these tags'),
    query.useCalendar && t('editor.options.summary-calendar', 'calendar of {{zone}}', { zone, ...raw }),
    query.percentiles?.length &&
      t('editor.options.summary-percentiles', 'percentiles {{list}}', { list: query.percentiles.join(', '), ...raw }),
    query.rollupUsage,
  ].filter((fact): fact is string => Boolean(fact));
  return facts.length > 0 ? facts.join(', ') : t('editor.options.summary-none', 'none set');
}
