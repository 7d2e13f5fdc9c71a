import React, { useId, useMemo } from 'react';

import { type AnnotationQuery, type PanelData, type QueryEditorProps } from '@grafana/data';
import { t } from '@grafana/i18n';
import { EditorField, EditorFieldGroup, EditorRow, EditorRows, EditorSwitch } from '@grafana/plugin-ui';
import { Alert, FieldValidationMessage, RadioButtonGroup, Text } from '@grafana/ui';

import {
  type OpenTsdbAnnotationQuery,
  type EventTemplate,
  isNewAnnotation,
  NEW_ANNOTATION,
  readTemplate,
  unreadableText,
} from '../../annotations/model';
import { type OpenTsdbDataSource } from '../../datasource';
import { brokenField } from '../../query/problems';
import { dialectOf } from '../../settings/endpoint';
import { type OpenTsdbOptions } from '../../settings/types';
import { FiltersRow, isUnreadableFilter } from '../QueryEditor/FiltersRow';
import { MetricRow } from '../QueryEditor/MetricRow';
import { useQueryDraft } from '../QueryEditor/useQueryDraft';
import { CommittedInput } from '../shared/CommittedInput';
import { useServer } from '../shared/useServer';

type Source = 'stored' | 'points';
type Props = QueryEditorProps<OpenTsdbDataSource, OpenTsdbAnnotationQuery, OpenTsdbOptions> & {
  /** The annotation whose query is edited, as it is saved. */
  annotation?: AnnotationQuery<OpenTsdbAnnotationQuery>;
};

/** The editor of an annotation's query. Invalid parts of a saved one are shown, and stay until it is edited. */
export function AnnotationEditor({ datasource, annotation, query: saved, data, onChange, onRunQuery }: Props) {
  const id = useId();
  const { server, error } = useServer(datasource.metadata, dialectOf(datasource.settings.jsonData), data?.series);
  const unreadable = unreadableText(annotation?.target ?? saved);
  const isReadable = unreadable === undefined;
  const read = useMemo(() => (isReadable ? saved : { refId: '', ...NEW_ANNOTATION }), [isReadable, saved]);
  const draft = useQueryDraft<OpenTsdbAnnotationQuery>({ saved: read, onChange, onRunQuery, server });
  const { query } = draft;
  // A new annotation shows no problems yet.
  const problems = isNewAnnotation(saved) ? [] : draft.problems;
  const { template, isBroken } = readTemplate(query.event);
  // The first edit removes invalid parts, as in a query.
  const change = (fields: Partial<OpenTsdbAnnotationQuery>) =>
    draft.change({ ...(isBroken && { event: template }), ...fields });
  const source: Source = query.queryType === 'annotations' ? 'stored' : 'points';

  const section = { query, change, datasource, server, problems };
  const setTemplate = (fields: EventTemplate) => change({ event: { ...template, ...fields } });
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
      {[
        ...problems.filter((one) => one.code === 'wrong-type' && !isUnreadableFilter(one)),
        ...(isBroken ? [brokenField('event')] : []),
      ].map(({ field, message }) => (
        <FieldValidationMessage key={field}>{message}</FieldValidationMessage>
      ))}
      <EditorRow>
        <EditorField label={t('annotation.source', 'Event source')}>
          <RadioButtonGroup<Source>
            aria-label={t('annotation.source', 'Event source')}
            options={[
              { value: 'points', label: t('annotation.source-points', 'Points of a metric') },
              { value: 'stored', label: t('annotation.source-stored', 'Annotations stored in OpenTSDB') },
            ]}
            disabledOptions={server.features.annotations ? [] : ['stored']}
            value={source}
            onChange={(chosen) => change(chosen === 'stored' ? { queryType: 'annotations' } : NEW_ANNOTATION)}
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
              tooltip={t('annotation.global-tooltip', 'Include annotations without a series')}
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
                  value={template[key] ?? ''}
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
          {t(
            'query.server-unknown',
            'The features of this server are not known, so all features of OpenTSDB are offered. {{error}}',
            {
              error,
              interpolation: { escapeValue: false },
            }
          )}
        </Text>
      )}
    </EditorRows>
  );
}

/** The backend's notices, which Grafana shows for panels, but not for annotations. */
function noticesOf(data: PanelData | undefined): string[] {
  const notices = (data?.series ?? []).flatMap(({ meta }) => meta?.notices ?? []);
  return [...new Set(notices.filter(({ severity }) => severity !== 'info').map(({ text }) => text))];
}

function placeholders(): string {
  return t('annotation.placeholders', '$metric, $value and $tag_host stand for those of each point');
}
