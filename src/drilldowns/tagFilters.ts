import { type AdHocVariableFilter } from '@grafana/data';

import { type TagFilter } from '../query/model';
import { exactFilter } from '../query/adhoc';

/** The filters of a dashboard that narrow suggestions: those on exact values. */
export function tagFilters(filters: AdHocVariableFilter[] = []): TagFilter[] {
  return filters
    .filter(({ operator }) => operator === '=' || operator === '=|')
    .map(({ key, operator, value, values }) =>
      exactFilter(key, operator === '=|' && values?.length ? values : [value], 'for')
    );
}
