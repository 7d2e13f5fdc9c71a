import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { buildBackend, webpack } from '../lib/builds';
import { root } from '../lib/paths';
import { LICENSES_FILE, listLicenses } from './licenses';
import { partsIn } from './parts';

export interface Stage {
  /** What the plugin says that it was updated at. */
  date: Date;
  /** The target of Mage that builds the backends. */
  target: string;
  /** Where package.json and go.mod are. */
  sources?: string;
}

/** Builds everything of the plugin's archive but its signature into an empty dist/. Returns that folder. */
export async function stage({ date, target, sources = root }: Stage): Promise<string> {
  const folder = join(sources, 'dist');
  rmSync(folder, { recursive: true, force: true });
  await webpack(CONFIG, ['--env', 'production'], {
    cwd: sources,
    env: { SOURCE_DATE_EPOCH: String(date.getTime() / 1000) },
  });
  await buildBackend(target, sources);
  writeFileSync(join(folder, LICENSES_FILE), await listLicenses(await partsIn(folder)));
  return folder;
}

const CONFIG = join('tools', 'package', 'webpack.config.ts');

/**
 * The moment that everything in a package is dated with, so that the same sources give the same bytes: SOURCE_DATE_EPOCH
 * (https://reproducible-builds.org/docs/source-date-epoch/, seconds since 1970), or else that of the last commit.
 */
export function packageDate(): Date {
  const given = process.env.SOURCE_DATE_EPOCH;
  const seconds = given ?? execFileSync('git', ['log', '-1', '--format=%ct'], { cwd: root, encoding: 'utf8' }).trim();
  if (!/^\d{1,11}$/.test(seconds)) {
    throw new Error(`SOURCE_DATE_EPOCH: '${seconds}' is not a number of seconds since 1970.`);
  }
  return new Date(Number(seconds) * 1000);
}
