/**
 * `npm run package`: builds the plugin for all platforms, signs it where GRAFANA_ACCESS_POLICY_TOKEN is set, zips it
 * to artifacts/<id>-<version>.zip for Grafana's catalogue, and checks the archive. Without a signature, the same
 * sources, Node.js and Go give the same bytes, wherever they lie.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fail } from './lib/output';
import { cacheDir, inRoot, pluginJson } from './lib/paths';
import { must } from './lib/run';
import { checkLicenses } from './licenses/index';
import { entriesOf, zip } from './package/archive';
import { PLATFORMS } from './package/backends';
import { checkArchive } from './package/checkArchive';
import { checkSources } from './package/checkSources';
import { packageDate } from './package/epoch';
import { packageVersion, stage } from './package/stage';

async function main(): Promise<void> {
  const { id, executable } = pluginJson();
  const date = packageDate();
  const folder = `${cacheDir}/package/${id}`;
  refuse('The sources', checkSources());
  await stage({ folder, platforms: PLATFORMS, date });
  refuse('The list of licenses', await checkLicenses(folder));
  if (process.env.GRAFANA_ACCESS_POLICY_TOKEN) {
    await must('signing the plugin', 'npm', ['run', 'sign', '--', '--distDir', folder]);
  } else {
    console.log('not signed: GRAFANA_ACCESS_POLICY_TOKEN is not set');
  }
  const entries = entriesOf(folder, id, executable);
  const archive = zip(entries, date);
  refuse('The archive', checkArchive(archive, entries, PLATFORMS));

  const name = `${id}-${packageVersion()}.zip`;
  mkdirSync(inRoot('artifacts'), { recursive: true });
  writeFileSync(inRoot('artifacts', name), archive);
  const digest = createHash('sha256').update(archive).digest('hex');
  console.log(`artifacts/${name}: ${entries.length} files, ${(archive.length / 1e6).toFixed(1)} MB, sha256 ${digest}`);
}

function refuse(what: string, faults: string[]): void {
  if (faults.length > 0) {
    throw new Error(`${what} would not pass the catalogue's checks:\n  ${faults.join('\n  ')}`);
  }
}

main().catch(fail);
