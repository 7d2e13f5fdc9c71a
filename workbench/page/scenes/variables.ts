import { AdHocFiltersVariable, CustomVariable, type SceneVariable } from '@grafana/scenes';
import { type DataSourceRef } from '@grafana/schema';

/** A variable that queries can use: hosts of the demo servers. */
export function hostVariable(): SceneVariable {
  return new CustomVariable({ name: 'host', query: 'web01,web02,web03,db01', value: ['web01'], isMulti: true });
}

/** What a dashboard's panels are filtered and grouped by. */
export function filterAndGroupBy(datasource?: DataSourceRef | null, label = 'Filter and group by'): SceneVariable {
  return new AdHocFiltersVariable({
    name: 'filters',
    label,
    datasource,
    enableGroupBy: true,
    useQueriesAsFilterForOptions: true,
  });
}
