import TerserPlugin from 'terser-webpack-plugin';
import type { Configuration } from 'webpack';
// @ts-expect-error TS5097: Node wants the file's whole name, as the file itself does of those beside it.
import grafanaConfig, { type Env } from '../../.config/webpack/webpack.config.ts';

/**
 * The production build, the same each time and wherever the sources lie: without the cache, and with SOURCE_DATE_EPOCH (in
 * seconds since 1970) instead of today.
 */
const config = async (env: Env): Promise<Configuration> => {
  const base = await grafanaConfig(env);
  const replacement = base.plugins?.find((plugin) => plugin?.constructor.name === 'ReplaceInFilePlugin');
  const rules: Array<{ search: RegExp; replace: string }> = Object(replacement).options?.[0].rules ?? [];
  const today = rules.find(({ search }) => search.source.includes('TODAY'));
  if (!today) {
    throw new Error('.config/webpack/webpack.config.ts no longer writes the date where this build changes it.');
  }
  today.replace = new Date(Number(process.env.SOURCE_DATE_EPOCH) * 1000).toISOString().slice(0, 10);
  for (const minimizer of base.optimization?.minimizer ?? []) {
    if (minimizer instanceof TerserPlugin) {
      Object.assign(minimizer['options'].minimizer.options, { mangle: { nth_identifier: shortNames } });
    }
  }
  return {
    ...base,
    cache: false,
    // Modules are named after their path from the sources; with node_modules behind a link, that is another everywhere.
    resolve: { ...base.resolve, symlinks: false },
    resolveLoader: { ...base.resolveLoader, symlinks: false },
  };
};

/**
 * Short names in the order of the alphabet. Terser's own order is that of how often a character stands in a file, and there
 * stand hashes of other files at that time, which depend on where the sources lie.
 */
const shortNames = {
  get: (n: number): string => {
    const characters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ$_0123456789';
    let name = characters[n % 54];
    for (let rest = Math.floor(n / 54); rest > 0; rest = Math.floor(rest / 64)) {
      rest -= 1;
      name += characters[rest % 64];
    }
    return name;
  },
};

export default config;
