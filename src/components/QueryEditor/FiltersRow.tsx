import { css } from '@emotion/css';
import { isEqual } from 'lodash';
import React, { useRef } from 'react';

import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { EditorRow } from '@grafana/plugin-ui';
import { Button, useStyles2 } from '@grafana/ui';

import { isGroupBy, NEW_FILTER, withFilters } from '../../query/filterList';
import { filtersOf, isCompleteFilter } from '../../query/filters';
import { type TagFilter } from '../../query/model';
import { type Problem } from '../../query/problems';
import { LookupErrors } from '../shared/LookupErrors';
import { useDraft } from '../shared/useDraft';
import { FilterRow } from './FilterRow';
import { ProblemMessages } from './ProblemMessages';
import { type SectionProps } from './types';

interface Props extends SectionProps {
  /** Whether Group by is shown elsewhere; filters that only group are then not shown here. */
  canGroup?: boolean;
}

/** Filters as one list, the older tags first. An incomplete one isn't saved, and doesn't keep the query from running. */
export function FiltersRow({ query, change, datasource, server, problems = [], canGroup = true }: Props) {
  const styles = useStyles2(getStyles);
  const add = useRef<HTMLButtonElement>(null);
  const isShown = (filter: TagFilter) => !canGroup || !isGroupBy(filter) || filter.tagk === '';
  const saved = filtersOf(query).filter(isShown);
  const { draft: rows, commit } = useDraft(saved, {
    onCommit: (finished) => change(withFilters(query, finished, isShown)),
    // Incomplete filters of the saved query stay until they are edited.
    finish: (draft) => draft.filter((row) => isCompleteFilter(row) || isAmong(saved, row)),
    rebase: withUnfinished,
  });

  const search = (index: number) => {
    const others = rows.filter((row, i) => i !== index && isCompleteFilter(row));
    const { metric, filters } = datasource.resolve({ ...withFilters(query, others), refId: '', metric: query.metric });
    return { metric, filters };
  };

  return (
    <EditorRow>
      <LookupErrors>
        <div className={styles.row} role="group" aria-label={t('editor.filters.label', 'Filters')}>
          <span className={styles.label} aria-hidden>
            {t('editor.filters.label', 'Filters')}
          </span>
          {rows.map((filter, index) => (
            <FilterRow
              // By index, so that a new row keeps the focus when it is saved.
              key={index}
              filter={filter}
              number={index + 1}
              isNew={index >= saved.length}
              onChange={(changed) => commit((now) => now.map((row, i) => (i === index ? changed : row)))}
              onRemove={() => {
                commit((now) => now.filter((_, i) => i !== index));
                add.current?.focus();
              }}
              search={() => search(index)}
              metadata={datasource.metadata}
              server={server}
            />
          ))}
          <Button
            ref={add}
            icon="plus"
            variant="secondary"
            aria-label={t('editor.filters.add', 'Add filter')}
            tooltip={t('editor.filters.add', 'Add filter')}
            onClick={() => commit((now) => [...now, NEW_FILTER])}
          />
          <div className={styles.messages}>
            <ProblemMessages problems={problems.filter(isUnreadableFilter)} />
          </div>
        </div>
      </LookupErrors>
    </EditorRow>
  );
}

/** Whether a problem is about a part of the saved filters that no row can show. */
export function isUnreadableFilter({ field, code }: Problem): boolean {
  return code === 'wrong-type' && /^(?:filters|tags)\b/.test(field);
}

/** Keeps incomplete rows, after the filters that something else changed. */
function withUnfinished(draft: TagFilter[], before: TagFilter[], saved: TagFilter[]): TagFilter[] | undefined {
  const unfinished = draft.filter((row) => !isCompleteFilter(row) && !isAmong(before, row));
  return unfinished.length > 0 ? [...saved, ...unfinished] : undefined;
}

function isAmong(list: TagFilter[], row: TagFilter): boolean {
  return list.some((one) => isEqual(one, row));
}

function getStyles(theme: GrafanaTheme2) {
  return {
    row: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'flex-start', gap: theme.spacing(1) }),
    messages: css({ flexBasis: '100%', '&:empty': { display: 'none' } }),
    label: css({
      ...theme.typography.bodySmall,
      fontWeight: theme.typography.fontWeightMedium,
      lineHeight: theme.spacing(theme.components.height.md),
    }),
  };
}
