import { type DataSourceApi, type DataSourcePlugin, type DataSourcePluginMeta } from '@grafana/data';
import { sharedPackages } from './packages';

/** The plugin's folder, as Grafana serves it. */
export const pluginUrl = '/public/plugins/ovh-opentsdb-datasource';

/** What the built plugin exports. */
interface PluginModule {
  plugin?: DataSourcePlugin<DataSourceApi>;
}

/**
 * Loads the built plugin as Grafana does: module.js is an AMD module that imports Grafana's packages by name, and gets
 * the page's own copies of them.
 */
export async function loadPlugin(meta: DataSourcePluginMeta): Promise<DataSourcePlugin<DataSourceApi>> {
  const uri = `${window.location.origin}${meta.module}`;
  const source = await (await fetchFile('module.js')).text();
  // "module" is AMD's own: a module learns from it where it was loaded from.
  const known: Record<string, unknown> = { ...sharedPackages, module: { id: meta.module, uri } };
  let exported: PluginModule = {};
  const define = (dependencies: string[], factory: (...args: unknown[]) => PluginModule) => {
    const missing = dependencies.filter((name) => !(name in known));
    if (missing.length > 0) {
      throw new Error(`${uri} asks for packages that the workbench doesn't hand out: ${missing.join(', ')}`);
    }
    exported = factory(...dependencies.map((name) => known[name]));
  };
  // Under its own address, for the browser's tools.
  new Function('define', `${source}\n//# sourceURL=${uri}`)(Object.assign(define, { amd: {} }));
  if (!exported.plugin) {
    throw new Error(`${uri} exports no plugin: it has to export a DataSourcePlugin named "plugin".`);
  }
  exported.plugin.meta = meta;
  return exported.plugin;
}

/** plugin.json as Grafana's server sends it to the browser: with absolute addresses of its files. */
export async function loadMeta(): Promise<DataSourcePluginMeta> {
  const meta: DataSourcePluginMeta = await (await fetchFile('plugin.json')).json();
  const { small, large } = meta.info.logos;
  return {
    ...meta,
    module: `${pluginUrl}/module.js`,
    baseUrl: pluginUrl,
    info: { ...meta.info, logos: { small: `${pluginUrl}/${small}`, large: `${pluginUrl}/${large}` } },
  };
}

/** A file of the built plugin, by its path in dist/. */
export async function fetchFile(path: string): Promise<Response> {
  const response = await fetch(`${pluginUrl}/${path}`);
  if (!response.ok) {
    throw new Error(`${pluginUrl}/${path} can't be read (${response.status}). Is the plugin built?`);
  }
  return response;
}
