/**
 * `npm run package`: builds the plugin for all platforms, signs it with GRAFANA_ACCESS_POLICY_TOKEN, zips it to
 * artifacts/<id>-<version>.zip for Grafana's catalogue, with its SHA-1 beside it. `--unsigned` leaves the signature out; then
 * the build is reproducible: the same sources, Node.js and Go give the same bytes in every folder.
 * `--tag v1.2.3` checks that this is the release that the tag names, and writes its notes to artifacts/release-notes.md.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { fail } from './lib/output';
import { inRoot, packageVersion, pluginJson } from './lib/paths';
import { must } from './lib/run';
import { entriesOf, zip } from './package/archive';
import { checkRelease, releaseNotes } from './package/release';
import { packageDate, stage } from './package/stage';

async function main(): Promise<void> {
  const { unsigned, tag } = parseArgs({
    options: { unsigned: { type: 'boolean', default: false }, tag: { type: 'string' } },
  }).values;
  const { id, executable } = pluginJson();
  const version = packageVersion();
  const changelog = readFileSync(inRoot('CHANGELOG.md'), 'utf8');
  const date = packageDate();
  const { GRAFANA_ACCESS_POLICY_TOKEN } = process.env;
  // So that no step but the signing can put it into the archive.
  delete process.env.GRAFANA_ACCESS_POLICY_TOKEN;
  if (!unsigned && !GRAFANA_ACCESS_POLICY_TOKEN) {
    throw new Error(
      'GRAFANA_ACCESS_POLICY_TOKEN is not set, so nothing can be signed; --unsigned packs without a signature.'
    );
  }
  const problems = tag === undefined ? [] : checkRelease({ tag, version, changelog });
  if (problems.length > 0) {
    throw new Error(`The release can't be published:\n  ${problems.join('\n  ')}`);
  }
  const folder = await stage({ date, target: 'buildAll' });
  if (!unsigned) {
    await must('signing the plugin', 'npm', ['run', 'sign'], { env: { GRAFANA_ACCESS_POLICY_TOKEN } });
  }
  const entries = entriesOf(folder, id, executable);
  const archive = zip(entries, date);

  const name = `${id}-${version}.zip`;
  const [sha1, sha256] = ['sha1', 'sha256'].map((kind) => createHash(kind).update(archive).digest('hex'));
  mkdirSync(inRoot('artifacts'), { recursive: true });
  writeFileSync(inRoot('artifacts', name), archive);
  writeFileSync(inRoot('artifacts', `${name}.sha1`), `${sha1}  ${name}\n`);
  writeFileSync(inRoot('artifacts', 'release-notes.md'), `${releaseNotes(changelog, version)}\n`);
  console.log(`artifacts/${name}: ${entries.length} files, ${(archive.length / 1e6).toFixed(1)} MB, sha256 ${sha256}`);
}

main().catch(fail);
