/**
 * `npm run dev`: the workbench as `npm start` runs it, while you work. A change in src/ is bundled, one in pkg/ is built and
 * the backend restarts; the page reloads after both. `PORT` is the page's port, 3300 when it isn't set. Ctrl-C ends all.
 */
import { spawn } from 'node:child_process';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

import { buildAll, buildBackend, workbenchDir } from './lib/builds';
import { forgetBuilds } from './lib/fresh';
import { fail } from './lib/output';
import { cacheDir, inRoot, root } from './lib/paths';
import { endingSignal, endWithParent, portOf } from './lib/start';
import { startStack } from './lib/stack';
import { onChange } from './lib/watch';

/** The workbench's page with a script that reloads it. */
const page = `${cacheDir}/dev-page`;

/** Reloads the page when what /public/build.txt holds changes; waits while the server restarts. */
const RELOAD_SCRIPT = `
let known;
setInterval(async () => {
  const response = await fetch('/public/build.txt', { cache: 'no-store' }).catch(() => undefined);
  const build = response?.ok ? await response.text() : known;
  known ??= build;
  if (build !== known) {
    location.reload();
  }
}, 500);
`;

let builds = 0;

function reloadPage(): void {
  writeFileSync(`${page}/build.txt`, `${Date.now()}-${++builds}`);
}

function preparePage(): void {
  rmSync(page, { recursive: true, force: true });
  cpSync(workbenchDir, page, { recursive: true });
  const index = readFileSync(`${page}/index.html`, 'utf8');
  writeFileSync(`${page}/index.html`, index.replace('</body>', '<script src="/public/reload.js"></script></body>'));
  writeFileSync(`${page}/reload.js`, RELOAD_SCRIPT);
  reloadPage();
}

async function main(): Promise<void> {
  const port = portOf(process.env.PORT);
  await buildAll();
  // dist/ is about to hold what was built for development: `npm start` and `npm test` have to build again.
  forgetBuilds();
  preparePage();
  const asked = endingSignal();
  let stack = await startStack(port, page);
  const bundler = spawn(
    process.execPath,
    [inRoot('node_modules', 'webpack', 'bin', 'webpack.js'), '-w', '-c', '.config/webpack/webpack.config.ts'],
    { cwd: root, stdio: ['pipe', 'inherit', 'inherit'] }
  );
  // Most of the editors are in files that module.js loads later.
  onChange(inRoot('dist'), /\.js$/, async () => reloadPage());
  onChange(inRoot('pkg'), /(?<!_test)\.go$/, async () => {
    await buildBackend();
    await stack.stop();
    stack = await startStack(port, page);
    reloadPage();
    console.log('the backend is new');
  });
  console.log(`ready: ${stack.url}`);
  await asked;
  bundler.kill();
  await stack.stop();
}

endWithParent();
main().then(() => process.exit(0), fail);
