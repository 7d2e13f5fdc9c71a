import { readFileSync } from 'node:fs';

import { PLATFORMS } from '../lib/backend';
import { inRoot, pluginJson } from '../lib/paths';
import { isListed, type Licenses, licensesOf } from './document';
import { goParts, linkedModules } from './goParts';
import { npmParts } from './npmParts';
import { titleOf } from './parts';

/** The list's name, in the repository and in the archive. */
export const LICENSES_FILE = 'THIRD_PARTY_LICENSES.txt';

/** The list for the bundles in a folder and the backends of all platforms. */
export async function bundledLicenses(folder: string): Promise<Licenses> {
  return licensesOf({ browser: npmParts(folder), backend: await goParts(PLATFORMS) });
}

/** What is in the bundles and executables of a folder, and not in the list. */
export async function checkLicenses(folder: string, document = listedLicenses()): Promise<string[]> {
  const parts = [...npmParts(folder), ...(await linkedModules(folder, pluginJson().executable))];
  const titles = parts.filter((part) => !isListed(document, part)).map(titleOf);
  return [...new Set(titles)].map(
    (title) => `${LICENSES_FILE}: ${title} is not in it; \`npm run licenses\` writes it.`
  );
}

/** The list as it is in the repository. */
export function listedLicenses(): string {
  return readFileSync(inRoot(LICENSES_FILE), 'utf8');
}
