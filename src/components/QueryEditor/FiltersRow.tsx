import React, { useState } from 'react';

import { t } from '@grafana/i18n';
import { EditorRow } from '@grafana/plugin-ui';
import { Button, Stack, Text } from '@grafana/ui';

import { addFilter, NEW_FILTER, NEW_GROUP_BY, otherFilters, removeFilter, replaceFilter } from '../../query/filterList';
import { filtersOf, isCompleteFilter } from '../../query/filters';
import { type TagFilter } from '../../query/model';
import { FilterRow } from './FilterRow';
import { type SectionProps } from './types';

interface Props extends SectionProps {
  /** Whether series can be grouped at all. */
  canGroup?: boolean;
}

/** A new row, kept here until it says all it must, and until the query has it: Explore hands a change back only later. */
interface Draft {
  filter: TagFilter;
  /** How many filters the query had when this one was handed in; undefined until it is. */
  handedIn?: number;
}

/**
 * Filters and group-bys as one list, the older tags first. Half a filter is never saved.
 */
export function FiltersRow({ query, change, datasource, server, canGroup = true }: Props) {
  const [draft, setDraft] = useState<Draft>();
  const saved = filtersOf(query);
  const isSaved = draft?.handedIn !== undefined && saved.length > draft.handedIn;
  if (isSaved) {
    setDraft(undefined);
  }
  const rows = draft && !isSaved ? [...saved, draft.filter] : saved;

  const changeRow = (index: number, filter: TagFilter) => {
    if (index < saved.length) {
      change(replaceFilter(query, index, filter));
    } else if (isCompleteFilter(filter)) {
      setDraft({ filter, handedIn: saved.length });
      change(addFilter(query, filter));
    } else {
      setDraft({ filter });
    }
  };
  const removeRow = (index: number) =>
    index < saved.length ? change(removeFilter(query, index)) : setDraft(undefined);

  return (
    <EditorRow>
      <Stack direction="column" gap={1}>
        <Text variant="bodySmall" weight="medium">
          {canGroup ? t('editor.filters.label', 'Filters and group by') : t('editor.filters.label-only', 'Filters')}
        </Text>
        {rows.map((filter, index) => (
          <FilterRow
            // By place, so that a new row keeps its focus when it becomes a saved one.
            key={index}
            filter={filter}
            number={index + 1}
            isDraft={index >= saved.length}
            onChange={(changed) => changeRow(index, changed)}
            onRemove={() => removeRow(index)}
            search={() => {
              const { metric, filters } = datasource.applyTemplateVariables(
                { refId: query.refId, metric: query.metric, filters: otherFilters(query, index) },
                {}
              );
              return { metric, filters };
            }}
            metadata={datasource.metadata}
            server={server}
            canGroup={canGroup}
          />
        ))}
        <Stack gap={1}>
          <Button
            icon="plus"
            variant="secondary"
            size="sm"
            disabled={draft !== undefined}
            onClick={() => setDraft({ filter: NEW_FILTER })}
          >
            {t('editor.filters.add-filter', 'Add filter')}
          </Button>
          {canGroup && (
            <Button
              icon="plus"
              variant="secondary"
              size="sm"
              disabled={draft !== undefined}
              onClick={() => setDraft({ filter: NEW_GROUP_BY })}
            >
              {t('editor.filters.add-group-by', 'Add group by')}
            </Button>
          )}
        </Stack>
      </Stack>
    </EditorRow>
  );
}
