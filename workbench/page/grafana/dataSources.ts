import {
  type DataSourceApi,
  type DataSourceInstanceSettings,
  type DataSourcePlugin,
  type ScopedVars,
} from '@grafana/data';
import { type DataSourceSrv, getBackendSrv, getTemplateSrv, type GetDataSourceListFilters } from '@grafana/runtime';
import { type DataSourceRef } from '@grafana/schema';

/** What the server tells every page. */
interface FrontendSettings {
  datasources: Record<string, DataSourceInstanceSettings>;
}

/** A data source's settings as the server knows them, and the plugin's instance for them. */
interface DataSource extends DataSourceInstanceSettings {
  instance: DataSourceApi;
}

/** The workbench's data sources, at least one, all of this plugin. */
export class DataSources implements DataSourceSrv {
  private all: DataSource[] = [];

  constructor(private readonly plugin: DataSourcePlugin<DataSourceApi>) {}

  /** Reads the settings from the server and creates an instance of each. */
  async reload(): Promise<void> {
    const { datasources } = await getBackendSrv().get<FrontendSettings>('/api/frontend/settings');
    this.all = Object.values(datasources).map((one) => {
      const settings = { ...one, meta: this.plugin.meta };
      const instance = new this.plugin.DataSourceClass(settings);
      // As Grafana's own service does.
      instance.components = this.plugin.components;
      return { ...settings, instance };
    });
  }

  getList({ pluginId }: GetDataSourceListFilters = {}): DataSourceInstanceSettings[] {
    return this.all.filter(({ type }) => !pluginId || type === pluginId);
  }

  getInstanceSettings(ref?: DataSourceRef | string | null, scopedVars?: ScopedVars) {
    return this.find(ref, scopedVars);
  }

  async get(ref?: DataSourceRef | string | null, scopedVars?: ScopedVars): Promise<DataSourceApi> {
    const found = this.find(ref, scopedVars);
    if (!found) {
      throw new Error(`Data source ${JSON.stringify(ref)} was not found`);
    }
    return found.instance;
  }

  /** A data source by its uid or name; the default one where neither is given. */
  find(): DataSource;
  find(ref?: DataSourceRef | string | null, scopedVars?: ScopedVars): DataSource | undefined;
  find(ref?: DataSourceRef | string | null, scopedVars?: ScopedVars): DataSource | undefined {
    const name = getTemplateSrv().replace((typeof ref === 'string' ? ref : ref?.uid) || 'default', scopedVars);
    return this.all.find((one) => one.uid === name || one.name === name || (name === 'default' && one.isDefault));
  }

  registerRuntimeDataSource(): void {
    throw new Error('The workbench has no runtime data sources.');
  }
}
