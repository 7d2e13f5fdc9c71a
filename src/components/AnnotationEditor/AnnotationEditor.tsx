import React, { useId } from 'react';

import { type QueryEditorProps } from '@grafana/data';
import { t } from '@grafana/i18n';
import { EditorField, EditorFieldGroup, EditorRow, EditorRows, EditorSwitch } from '@grafana/plugin-ui';
import { FieldValidationMessage, RadioButtonGroup } from '@grafana/ui';

import { type EventQuery, type EventTemplate, POINTS } from '../../annotations/model';
import { type OpenTsdbDataSource } from '../../datasource';
import { isFinished } from '../../query/validate';
import { dialectOf } from '../../settings/endpoint';
import { type OpenTsdbOptions } from '../../settings/types';
import { FiltersRow } from '../QueryEditor/FiltersRow';
import { MetricRow } from '../QueryEditor/MetricRow';
import { CommittedInput } from '../shared/CommittedInput';
import { useServer } from '../shared/useServer';

type Source = 'stored' | 'points';
type Props = QueryEditorProps<OpenTsdbDataSource, EventQuery, OpenTsdbOptions>;

/** The editor of an annotation's query. */
export function AnnotationEditor({ datasource, query, onChange, onRunQuery }: Props) {
  const id = useId();
  const { server } = useServer(datasource.metadata, dialectOf(datasource.settings.jsonData));
  const source: Source = query.queryType === 'annotations' ? 'stored' : 'points';

  const change = (fields: Partial<EventQuery>) => {
    const next = { ...query, ...fields };
    onChange(next);
    if (isFinished(next)) {
      onRunQuery();
    }
  };
  const section = { query, change, datasource, server };
  const setTemplate = (fields: EventTemplate) => change({ event: { ...query.event, ...fields } });
  const templates: Array<{ key: keyof EventTemplate; label: string; placeholder: string }> = [
    { key: 'title', label: t('annotation.title', 'Title'), placeholder: '$metric' },
    { key: 'text', label: t('annotation.text', 'Text'), placeholder: '$value' },
    { key: 'tags', label: t('annotation.tags', 'Tags'), placeholder: '$tag_host, deploy' },
  ];

  return (
    <EditorRows>
      <EditorRow>
        <EditorField label={t('annotation.source', 'Events are')}>
          <RadioButtonGroup<Source>
            aria-label={t('annotation.source', 'Events are')}
            options={[
              { value: 'points', label: t('annotation.source-points', 'Points of a metric') },
              { value: 'stored', label: t('annotation.source-stored', 'Annotations stored in OpenTSDB') },
            ]}
            disabledOptions={server.features.annotations ? [] : ['stored']}
            value={source}
            onChange={(chosen) => change(chosen === 'stored' ? { queryType: 'annotations' } : POINTS)}
          />
        </EditorField>
        {source === 'stored' && !server.features.annotations && (
          <FieldValidationMessage>
            {t('annotation.none', 'This server stores no annotations: show points of a metric instead')}
          </FieldValidationMessage>
        )}
      </EditorRow>
      <MetricRow {...section} aggregates={false} />
      <FiltersRow {...section} canGroup={false} />
      <EditorRow>
        <EditorFieldGroup>
          {source === 'stored' ? (
            <EditorField
              label={t('annotation.global', 'Global annotations')}
              htmlFor={`${id}-global`}
              tooltip={t('annotation.global-tooltip', 'Those that belong to no series, too')}
            >
              <EditorSwitch
                id={`${id}-global`}
                value={Boolean(query.isGlobal)}
                onChange={(event) => change({ isGlobal: event.currentTarget.checked })}
              />
            </EditorField>
          ) : (
            templates.map(({ key, label, placeholder }) => (
              <EditorField key={key} label={label} htmlFor={`${id}-${key}`} tooltip={placeholders()}>
                <CommittedInput
                  id={`${id}-${key}`}
                  value={query.event?.[key] ?? ''}
                  onCommit={(text) => setTemplate({ [key]: text || undefined })}
                  placeholder={placeholder}
                  width={26}
                />
              </EditorField>
            ))
          )}
        </EditorFieldGroup>
      </EditorRow>
    </EditorRows>
  );
}

function placeholders(): string {
  return t('annotation.placeholders', '$metric, $value and $tag_host stand for those of each point');
}
