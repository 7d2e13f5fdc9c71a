import type { Configuration } from 'webpack';
// @ts-expect-error TS5097: Node wants the file's whole name, as the file itself does of those beside it.
import grafanaConfig, { type Env } from '../../.config/webpack/webpack.config.ts';

/**
 * The production build into the folder `out`, the same each time and wherever the sources lie: without the cache, and
 * without the plugin that writes today's date into dist/. tools/package/stage.ts fills in what that one would have.
 */
const config = async (env: Env): Promise<Configuration> => {
  const base = await grafanaConfig(env);
  const plugins = base.plugins ?? [];
  const kept = plugins.filter((plugin) => plugin?.constructor.name !== 'ReplaceInFilePlugin');
  if (kept.length !== plugins.length - 1) {
    throw new Error('.config/webpack/webpack.config.ts no longer has the plugin that this build does without.');
  }
  return {
    ...base,
    cache: false,
    output: { ...base.output, path: String(env.out) },
    plugins: kept,
    // Modules are named after their path from the sources; with node_modules behind a link, that is another everywhere.
    resolve: { ...base.resolve, symlinks: false },
    resolveLoader: { ...base.resolveLoader, symlinks: false },
  };
};

export default config;
