/** `npm run licenses`: writes THIRD_PARTY_LICENSES.txt, from what the plugin's bundle and its backends hold. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fail } from './lib/output';
import { cacheDir, inRoot } from './lib/paths';
import { bundledLicenses, LICENSES_FILE } from './licenses/index';
import { buildFrontend, packageDate } from './package/stage';

async function main(): Promise<void> {
  const folder = `${cacheDir}/licenses`;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await buildFrontend(folder, packageDate());
  const { document, problems } = await bundledLicenses(folder);
  if (problems.length > 0) {
    throw new Error(`Not everything may be shipped:\n  ${problems.join('\n  ')}`);
  }
  writeFileSync(inRoot(LICENSES_FILE), document);
  console.log(`${LICENSES_FILE}: ${document.length} characters`);
}

main().catch(fail);
