import { type DataSourceApi, type DataSourcePlugin, type DataSourcePluginMeta } from '@grafana/data';

/** The plugin's folder, as Grafana serves it. */
export const pluginUrl = '/public/plugins/ovh-opentsdb-datasource';

/** What the built plugin exports. */
interface PluginModule {
  plugin: DataSourcePlugin<DataSourceApi>;
}

type Define = ((dependencies: string[], factory: (...args: unknown[]) => unknown) => void) & { amd?: object };

declare global {
  interface Window {
    define?: Define;
  }
}

/**
 * Loads the built plugin as Grafana does: module.js is an AMD module that asks for Grafana's packages by name, and gets
 * the page's own copies of them.
 */
export async function loadPlugin(
  meta: DataSourcePluginMeta,
  packages: Record<string, unknown>
): Promise<DataSourcePlugin<DataSourceApi>> {
  const uri = `${pluginUrl}/module.js`;
  const module = await loadAmdModule(uri, packages);
  if (!isPluginModule(module)) {
    throw new Error(`${uri} exports no plugin: it has to export a DataSourcePlugin named "plugin".`);
  }
  module.plugin.meta = meta;
  return module.plugin;
}

function isPluginModule(module: unknown): module is PluginModule {
  return typeof module === 'object' && module !== null && 'plugin' in module && Boolean(module.plugin);
}

/** plugin.json as Grafana's server hands it to the browser: with the addresses of its files made absolute. */
export async function loadMeta(): Promise<DataSourcePluginMeta> {
  const response = await fetch(`${pluginUrl}/plugin.json`);
  if (!response.ok) {
    throw new Error(`${pluginUrl}/plugin.json can't be read (${response.status}). Is the plugin built?`);
  }
  const meta: DataSourcePluginMeta = await response.json();
  const { small, large } = meta.info.logos;
  return {
    ...meta,
    module: `${pluginUrl}/module.js`,
    baseUrl: pluginUrl,
    info: { ...meta.info, logos: { small: `${pluginUrl}/${small}`, large: `${pluginUrl}/${large}` } },
  };
}

function loadAmdModule(uri: string, packages: Record<string, unknown>): Promise<unknown> {
  return new Promise((resolve, reject) => {
    let exported: unknown;
    let missing: string[] = [];
    const define: Define = (dependencies, factory) => {
      // "module" is AMD's own: a module learns from it where it was loaded from.
      const known: Record<string, unknown> = { ...packages, module: { id: uri, uri: window.location.origin + uri } };
      missing = dependencies.filter((name) => !(name in known));
      if (missing.length === 0) {
        exported = factory(...dependencies.map((name) => known[name]));
      }
    };
    define.amd = {};
    const script = document.createElement('script');
    script.src = uri;
    // Only while this script runs: other bundles change their shape where they see an AMD loader.
    window.define = define;
    const done = () => {
      delete window.define;
      script.remove();
    };
    script.onload = () => {
      done();
      if (missing.length > 0) {
        reject(new Error(`${uri} asks for packages that the workbench doesn't hand out: ${missing.join(', ')}`));
        return;
      }
      resolve(exported);
    };
    script.onerror = () => {
      done();
      reject(new Error(`${uri} can't be loaded. Is the plugin built?`));
    };
    document.head.append(script);
  });
}
