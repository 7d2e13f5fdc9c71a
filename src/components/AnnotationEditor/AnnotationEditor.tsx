import React, { useId } from 'react';

import { type AnnotationQuery, type PanelData, type QueryEditorProps } from '@grafana/data';
import { t } from '@grafana/i18n';
import { EditorField, EditorFieldGroup, EditorRow, EditorRows, EditorSwitch } from '@grafana/plugin-ui';
import { Alert, FieldValidationMessage, RadioButtonGroup, Text } from '@grafana/ui';

import { type EventQuery, type EventTemplate, POINTS, readTemplate, unreadableText } from '../../annotations/model';
import { type OpenTsdbDataSource } from '../../datasource';
import { readableQuery } from '../../query/readable';
import { isFinished } from '../../query/validate';
import { dialectOf } from '../../settings/endpoint';
import { type OpenTsdbOptions } from '../../settings/types';
import { FiltersRow } from '../QueryEditor/FiltersRow';
import { MetricRow } from '../QueryEditor/MetricRow';
import { CommittedInput } from '../shared/CommittedInput';
import { useServer } from '../shared/useServer';

type Source = 'stored' | 'points';
type Props = QueryEditorProps<OpenTsdbDataSource, EventQuery, OpenTsdbOptions> & {
  /** The annotation whose query is edited, as it is saved. */
  annotation?: AnnotationQuery<EventQuery>;
};

/** The editor of an annotation's query. What can't be read of a saved one is shown, and kept until it is edited. */
export function AnnotationEditor({ datasource, annotation, query: saved, data, onChange, onRunQuery }: Props) {
  const id = useId();
  const { server, error } = useServer(datasource.metadata, dialectOf(datasource.settings.jsonData));
  const unreadable = unreadableText(annotation?.target ?? saved);
  const { query, broken } = readable(unreadable === undefined ? saved : { refId: saved?.refId ?? '', ...POINTS });
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
      {unreadable !== undefined && (
        <FieldValidationMessage>
          {t(
            'annotation.unreadable',
            'This saved annotation query cannot be read, and is kept until you change something here: {{text}}',
            { text: unreadable, interpolation: { escapeValue: false } }
          )}
        </FieldValidationMessage>
      )}
      {broken.length > 0 && (
        <FieldValidationMessage>
          {t(
            'query.broken',
            'Broken in the saved query: {{fields}}. It stays as it is until you change something here.',
            { fields: broken.join(', '), interpolation: { escapeValue: false } }
          )}
        </FieldValidationMessage>
      )}
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
      {noticesOf(data).map((notice) => (
        <Alert key={notice} severity="warning" title={notice} topSpacing={1} bottomSpacing={0} />
      ))}
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

/** A saved query without its broken parts, and their names. */
function readable(saved: EventQuery): { query: EventQuery; broken: string[] } {
  const { query, broken } = readableQuery(saved);
  const { template, isBroken } = readTemplate(saved.event);
  return isBroken
    ? { query: { ...query, event: template }, broken: [...broken, 'event'] }
    : { query: query as EventQuery, broken };
}

/** What the backend warns of: Grafana shows the notices of panels, not those of annotations. */
function noticesOf(data: PanelData | undefined): string[] {
  const notices = (data?.series ?? []).flatMap(({ meta }) => meta?.notices ?? []);
  return [...new Set(notices.filter(({ severity }) => severity !== 'info').map(({ text }) => text))];
}

function placeholders(): string {
  return t('annotation.placeholders', '$metric, $value and $tag_host stand for those of each point');
}
