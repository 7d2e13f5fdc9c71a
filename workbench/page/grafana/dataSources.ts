import { useAsync, useObservable } from 'react-use';
import { BehaviorSubject } from 'rxjs';
import {
  type DataSourceApi,
  type DataSourceInstanceSettings,
  type DataSourcePlugin,
  type DataSourceRef,
  type ScopedVars,
} from '@grafana/data';
import { type DataSourceSrv, getBackendSrv, getTemplateSrv, type GetDataSourceListFilters } from '@grafana/runtime';

/** What the server tells every page. */
interface FrontendSettings {
  datasources: Record<string, DataSourceInstanceSettings>;
}

/** The workbench's data sources: their settings as the server knows them, and one instance of the plugin for each. */
class WorkbenchDataSources implements DataSourceSrv {
  /** How often settings were read, and so instances forgotten. */
  readonly changes = new BehaviorSubject(0);
  private loaded?: DataSourcePlugin<DataSourceApi>;
  private settings: DataSourceInstanceSettings[] = [];
  private instances = new Map<string, DataSourceApi>();

  /** The plugin that every data source is of. */
  get plugin(): DataSourcePlugin<DataSourceApi> {
    if (!this.loaded) {
      throw new Error('The plugin is not loaded yet.');
    }
    return this.loaded;
  }

  /** Takes the plugin, and the data sources from the server. */
  load(plugin: DataSourcePlugin<DataSourceApi>): Promise<void> {
    this.loaded = plugin;
    return this.reload();
  }

  async reload(): Promise<void> {
    const { datasources } = await getBackendSrv().get<FrontendSettings>('/api/frontend/settings');
    this.settings = Object.values(datasources).map((one) => ({ ...one, meta: this.plugin.meta }));
    this.instances.clear();
    this.changes.next(this.changes.value + 1);
  }

  getList({ pluginId }: GetDataSourceListFilters = {}): DataSourceInstanceSettings[] {
    return this.settings.filter(({ type }) => !pluginId || type === pluginId);
  }

  getInstanceSettings(ref?: DataSourceRef | string | null, scopedVars?: ScopedVars) {
    const name = getTemplateSrv().replace((typeof ref === 'string' ? ref : ref?.uid) ?? '', scopedVars);
    if (!name || name === 'default') {
      return this.settings.find((one) => one.isDefault) ?? this.settings[0];
    }
    return this.settings.find((one) => one.uid === name) ?? this.settings.find((one) => one.name === name);
  }

  async get(ref?: DataSourceRef | string | null, scopedVars?: ScopedVars): Promise<DataSourceApi> {
    const settings = this.getInstanceSettings(ref, scopedVars);
    if (!settings) {
      throw new Error(`Data source ${JSON.stringify(ref)} was not found`);
    }
    const existing = this.instances.get(settings.uid);
    if (existing) {
      return existing;
    }
    const instance = new this.plugin.DataSourceClass(settings);
    // Grafana's own service completes an instance like this after making it.
    instance.components = this.plugin.components;
    instance.meta ??= this.plugin.meta;
    this.instances.set(settings.uid, instance);
    return instance;
  }

  registerRuntimeDataSource(): void {
    throw new Error('The workbench has no runtime data sources.');
  }
}

export const dataSources = new WorkbenchDataSources();

/** The data source's instance; undefined while it is being made. */
export function useDataSource(uid: string): DataSourceApi | undefined {
  const changes = useObservable(dataSources.changes, 0);
  const { value } = useAsync(() => dataSources.get(uid), [uid, changes]);
  return value?.uid === uid ? value : undefined;
}
