// Runs a TypeScript tool on a fresh checkout: node tools/bootstrap.mjs tools/<tool>.ts [arguments…]
// It uses nothing but Node, since it is what installs the dependencies.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const windows = process.platform === 'win32';

/** True if node_modules is missing, was left half-made, or is older than the lock file. */
function dependenciesAreStale() {
  const marker = join(root, 'node_modules', '.package-lock.json'); // npm writes it last
  return !existsSync(marker) || statSync(marker).mtimeMs < statSync(join(root, 'package-lock.json')).mtimeMs;
}

function installDependencies() {
  console.log('installing dependencies: npm ci');
  const npm = spawnSync('npm', ['ci'], { cwd: root, stdio: 'inherit', shell: windows });
  if (npm.error || npm.status !== 0) {
    console.error(`npm ci failed${npm.error ? `: ${npm.error.message}` : ` with exit code ${npm.status}`}`);
    process.exit(npm.status || 1);
  }
}

const [tool, ...args] = process.argv.slice(2);
if (!tool) {
  console.error('usage: node tools/bootstrap.mjs tools/<tool>.ts [arguments…]');
  process.exit(2);
}
if (dependenciesAreStale()) {
  installDependencies();
}

const child = spawn(process.execPath, ['--import', 'tsx', resolve(root, tool), ...args], {
  cwd: root,
  stdio: 'inherit',
});

// A terminal sends Ctrl-C to the child as well, so a tool must take the same signal twice.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => child.kill(signal));
}
// npm hands a signal to the shell that runs its script, and that shell ends without handing it on.
const parent = process.ppid;
setInterval(() => process.ppid === parent || child.kill('SIGTERM'), 500).unref();
child.on('error', (error) => {
  console.error(`${tool} could not be started: ${error.message}`);
  process.exit(1);
});
child.on('exit', (code, signal) => {
  process.exit(code ?? (signal === 'SIGINT' ? 130 : 143));
});
