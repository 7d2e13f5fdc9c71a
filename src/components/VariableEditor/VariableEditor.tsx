import React, { useId, useMemo } from 'react';

import { type QueryEditorProps } from '@grafana/data';
import { t } from '@grafana/i18n';
import { EditorField, EditorRow, EditorRows, EditorSwitch } from '@grafana/plugin-ui';
import { FieldValidationMessage, RadioButtonGroup } from '@grafana/ui';

import { type OpenTsdbDataSource } from '../../datasource';
import { type OpenTsdbQuery } from '../../query/model';
import { dialectOf } from '../../settings/endpoint';
import { type OpenTsdbOptions } from '../../settings/types';
import { definitionOf } from '../../variables/definition';
import {
  canBeWithinRange,
  isCompleteVariable,
  isEmptyVariable,
  NEW_VARIABLE,
  readVariable,
  type SearchMatch,
  unreadableMessage,
  type VariableKind,
  type VariableQuery,
} from '../../variables/model';
import { Fields } from '../QueryEditor/Fields';
import { FiltersRow } from '../QueryEditor/FiltersRow';
import { CommittedInput } from '../shared/CommittedInput';
import { FixedPicker } from '../shared/FixedPicker';
import { NamePicker } from '../shared/NamePicker';
import { useDraft } from '../shared/useDraft';
import { useServer } from '../shared/useServer';
import { VariablePreview } from './VariablePreview';

type Props = QueryEditorProps<OpenTsdbDataSource, OpenTsdbQuery, OpenTsdbOptions, VariableQuery>;

/**
 * The editor of a variable's query. The older text form is shown by the fields that it means, and converted when it is edited. An
 * unreadable query is shown as it is, and stays until then.
 */
export function VariableEditor({ datasource, query: saved, onChange, onRunQuery, range }: Props) {
  const id = useId();
  const { server } = useServer(datasource.metadata, dialectOf(datasource.settings.jsonData));
  const read = useMemo(() => readVariable(saved), [saved]);
  const isUnreadable = !read && !isEmptyVariable(saved);
  const { draft: query, commit } = useDraft<VariableQuery>(read ?? NEW_VARIABLE, {
    onCommit: (changed) => {
      onChange(changed);
      if (isCompleteVariable(changed)) {
        onRunQuery();
      }
    },
  });

  const change = (fields: Partial<VariableQuery>) =>
    commit((now) => {
      const next = { ...now, ...fields };
      return { ...next, query: definitionOf(next) };
    });
  const asQuery: OpenTsdbQuery = { refId: query.refId, metric: query.metric, filters: query.filters };
  const search = () => {
    const { metric, filters } = datasource.applyTemplateVariables(asQuery, {});
    return { metric, filters };
  };

  return (
    <EditorRows>
      {isUnreadable && <FieldValidationMessage>{unreadableMessage(saved)}</FieldValidationMessage>}
      <EditorRow>
        <Fields>
          <EditorField label={t('variable.kind', 'Values')} htmlFor={`${id}-kind`}>
            <FixedPicker<VariableKind>
              id={`${id}-kind`}
              options={[
                { value: 'metrics', label: t('variable.kind-metrics', 'Metrics') },
                { value: 'tagKeys', label: t('variable.kind-tag-keys', 'Tag keys') },
                { value: 'tagValues', label: t('variable.kind-tag-values', 'Tag values') },
                { value: 'series', label: t('variable.kind-series', 'Series') },
              ]}
              value={query.kind}
              onChange={(kind) => change({ kind })}
              width={20}
            />
          </EditorField>
          {query.kind !== 'metrics' && (
            <EditorField label={t('editor.metric.label', 'Metric')} htmlFor={`${id}-metric`}>
              <NamePicker
                id={`${id}-metric`}
                value={query.metric ?? ''}
                onChange={(metric) => change({ metric: metric.trim() })}
                load={(q, signal) => datasource.metadata.metrics({ q }, signal)}
                placeholder={t('variable.any-metric', 'Any metric')}
                isClearable
                minWidth={30}
                maxWidth={60}
              />
            </EditorField>
          )}
          {query.kind === 'tagValues' && (
            <EditorField label={t('variable.key', 'Tag key')} htmlFor={`${id}-key`}>
              <NamePicker
                id={`${id}-key`}
                value={query.key ?? ''}
                onChange={(key) => change({ key: key.trim() })}
                load={(q, signal) => datasource.metadata.tagKeys({ ...search(), q }, signal)}
                placeholder={t('editor.filter.key-placeholder', 'Tag key')}
                minWidth={20}
                maxWidth={40}
              />
            </EditorField>
          )}
          {query.kind !== 'series' && (
            <EditorField
              label={t('variable.search', 'Search')}
              htmlFor={`${id}-search`}
              tooltip={t('variable.search-tooltip', 'Only names that match this text')}
            >
              <CommittedInput
                id={`${id}-search`}
                value={query.search ?? ''}
                onCommit={(text) => change({ search: text || undefined })}
                width={20}
              />
            </EditorField>
          )}
          {query.kind !== 'series' && query.search && (
            <EditorField
              label={t('variable.match', 'Match')}
              tooltip={t(
                'variable.match-tooltip',
                'Contains finds the text anywhere and ignores case. Begins with is case-sensitive, as in older variables'
              )}
            >
              <RadioButtonGroup<SearchMatch>
                aria-label={t('variable.match', 'Match')}
                options={[
                  { value: 'contains', label: t('variable.match-contains', 'Contains') },
                  { value: 'prefix', label: t('variable.match-prefix', 'Begins with') },
                ]}
                value={query.match ?? 'contains'}
                onChange={(match) => change({ match })}
              />
            </EditorField>
          )}
          {canBeWithinRange(query) && (
            <EditorField
              label={t('variable.within-range', "Only with data in the dashboard's time range")}
              htmlFor={`${id}-within-range`}
              tooltip={t(
                'variable.within-range-tooltip',
                'Leaves out names without points in it. Set the variable to refresh on time range change; otherwise the last 6 hours are used'
              )}
            >
              <EditorSwitch
                id={`${id}-within-range`}
                value={Boolean(query.withinRange)}
                onChange={(event) => change({ withinRange: event.currentTarget.checked })}
              />
            </EditorField>
          )}
        </Fields>
      </EditorRow>
      {query.kind !== 'metrics' && query.metric && (
        <FiltersRow
          query={asQuery}
          change={({ filters }) => change({ filters })}
          datasource={datasource}
          server={server}
          canGroup={false}
        />
      )}
      {!isUnreadable && <VariablePreview metadata={datasource.metadata} query={query} range={range} />}
    </EditorRows>
  );
}
