import { createContext, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import { type DataSourceApi } from '@grafana/data';
import { type WorkbenchDataSources } from './runtime/dataSources';
import { type WorkbenchTemplateSrv, type WorkbenchVariable } from './variables/templateSrv';

/** What every page works with. */
export interface Workbench {
  dataSources: WorkbenchDataSources;
  variables: WorkbenchTemplateSrv;
}

export const WorkbenchContext = createContext<Workbench | null>(null);

export function useWorkbench(): Workbench {
  const workbench = useContext(WorkbenchContext);
  if (!workbench) {
    throw new Error('There is no WorkbenchContext around this component.');
  }
  return workbench;
}

/** The data source's instance; undefined while it is being made. */
export function useDataSource(uid: string): DataSourceApi | undefined {
  const { dataSources } = useWorkbench();
  const [instance, setInstance] = useState<DataSourceApi>();
  useEffect(() => {
    let wanted = true;
    const load = () => dataSources.get(uid).then((made) => wanted && setInstance(made));
    load();
    const subscription = dataSources.changed.subscribe(load);
    return () => {
      wanted = false;
      subscription.unsubscribe();
    };
  }, [dataSources, uid]);
  return instance?.uid === uid ? instance : undefined;
}

/** The variables in scope. */
export function useVariables(): WorkbenchVariable[] {
  const { variables } = useWorkbench();
  return useSyncExternalStore(
    (onChange) => {
      const subscription = variables.variables.subscribe(onChange);
      return () => subscription.unsubscribe();
    },
    () => variables.variables.value
  );
}
