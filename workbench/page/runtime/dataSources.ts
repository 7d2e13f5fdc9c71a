import { Subject } from 'rxjs';
import {
  type DataSourceApi,
  type DataSourceInstanceSettings,
  type DataSourcePlugin,
  type DataSourceRef,
  type DataSourceSettings,
} from '@grafana/data';
import { type DataSourceSrv, getBackendSrv } from '@grafana/runtime';

/** The workbench's data sources: their settings as the server knows them, and one instance of the plugin for each. */
export class WorkbenchDataSources implements DataSourceSrv {
  /** Tells when settings were changed, and so instances made again. */
  readonly changed = new Subject<void>();
  private settings: DataSourceInstanceSettings[] = [];
  private instances = new Map<string, DataSourceApi>();

  constructor(readonly plugin: DataSourcePlugin<DataSourceApi>) {}

  async reload(): Promise<void> {
    const all = await getBackendSrv().get<DataSourceSettings[]>('/api/datasources');
    this.settings = all.map((one) => ({
      id: one.id,
      uid: one.uid,
      type: one.type,
      name: one.name,
      meta: this.plugin.meta,
      readOnly: one.readOnly,
      // Grafana shows the browser only where its own proxy to the data source is, never the data source's address.
      url: `/api/datasources/proxy/uid/${one.uid}`,
      jsonData: one.jsonData,
      isDefault: one.isDefault,
      access: 'proxy',
    }));
    this.instances.clear();
    this.changed.next();
  }

  getList(): DataSourceInstanceSettings[] {
    return this.settings;
  }

  getInstanceSettings(ref?: DataSourceRef | string | null): DataSourceInstanceSettings | undefined {
    const name = typeof ref === 'string' ? ref : ref?.uid;
    if (!name || name === 'default') {
      return this.settings.find((one) => one.isDefault) ?? this.settings[0];
    }
    return this.settings.find((one) => one.uid === name) ?? this.settings.find((one) => one.name === name);
  }

  async get(ref?: DataSourceRef | string | null): Promise<DataSourceApi> {
    const settings = this.getInstanceSettings(ref);
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
