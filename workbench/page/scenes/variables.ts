import { type DataSourceRef } from '@grafana/data';
import { AdHocFiltersVariable, CustomVariable, type QueryVariable, type SceneVariable } from '@grafana/scenes';

let previewed: QueryVariable | undefined;

/** Puts a variable in scope on the other pages, in place of the one before. */
export function keepPreviewed(variable: QueryVariable): void {
  previewed = variable;
}

/** The variable that was previewed last. */
export function previewedVariable(): QueryVariable | undefined {
  return previewed?.clone();
}

/** The variables that queries can use. */
export function variablesInScope(): SceneVariable[] {
  const hosts = new CustomVariable({ name: 'host', query: 'web01,web02,web03,db01', value: ['web01'], isMulti: true });
  const other = previewedVariable();
  return other ? [hosts, other] : [hosts];
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
