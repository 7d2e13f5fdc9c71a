/**
 * `npm run build:backend`: builds the plugin's backend for this machine into dist/.
 * Catalogue builds for every platform come from Mage (`mage -v`), which the release workflow runs; this is one platform
 * without the wait for Mage's own compilation.
 */
import { buildBackend } from './lib/backend';
import { fail } from './lib/output';

buildBackend().then(
  (path) => console.log(`backend: ${path}`),
  (error) => fail(error)
);
