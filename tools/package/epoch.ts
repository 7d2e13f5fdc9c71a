import { execFileSync } from 'node:child_process';

import { root } from '../lib/paths';

/**
 * The moment that everything in a package is dated with, so that the same sources give the same bytes: SOURCE_DATE_EPOCH
 * (https://reproducible-builds.org/docs/source-date-epoch/, seconds since 1970), or else that of the last commit.
 */
export function packageDate(): Date {
  const given = process.env.SOURCE_DATE_EPOCH;
  const seconds = given ?? execFileSync('git', ['log', '-1', '--format=%ct'], { cwd: root, encoding: 'utf8' }).trim();
  if (!/^\d{1,11}$/.test(seconds)) {
    throw new Error(`SOURCE_DATE_EPOCH: '${seconds}' is no number of seconds since 1970.`);
  }
  return new Date(Number(seconds) * 1000);
}
