import { execFileSync } from 'node:child_process';
import { ensure } from './fresh';
import { cacheDir, inRoot, pluginJson, root } from './paths';
import { must, type RunOptions } from './run';

/** Builds whatever the workbench runs and is out of date, both languages at the same time. */
export async function buildAll(): Promise<void> {
  await Promise.all([bundlePlugin().then(bundleWorkbench), buildBackend().then(buildBridge)]);
}

/** Bundles the plugin's browser half into dist/. */
export function bundlePlugin(): Promise<void> {
  return ensure({
    name: 'plugin',
    inputs: ['src/**', '.config/**', 'tsconfig.json', 'CHANGELOG.md', 'LICENSE', ...PACKAGES],
    ignored: TESTS,
    outputs: [inRoot('dist', 'module.js'), inRoot('dist', 'plugin.json')],
    make: () => webpack('.config/webpack/webpack.config.ts', ['--env', 'production']),
  });
}

/** Where the workbench's bundle is. */
export const workbenchDir = inRoot('workbench', 'dist');

/** Bundles the page that stands for Grafana's. */
export function bundleWorkbench(): Promise<void> {
  return ensure({
    name: 'workbench',
    inputs: ['workbench/page/**', 'workbench/webpack.config.ts', ...PACKAGES],
    ignored: TESTS,
    outputs: [`${workbenchDir}/workbench.js`, `${workbenchDir}/index.html`],
    make: () => webpack('workbench/webpack.config.ts'),
  });
}

/** Builds backends into dist/ with a target of Magefile.go, as Grafana's own workflows do: for this machine by default. */
export async function buildBackend(target = 'build:backend', sources = root): Promise<void> {
  console.log('building the backend');
  await must('building the backend', 'go', ['run', 'github.com/magefile/mage', target], { cwd: sources });
}

/** Where the backend for this machine is, under the name that Grafana looks for. */
export function backendBinary(): string {
  const [os, arch, ending] = execFileSync('go', ['env', 'GOOS', 'GOARCH', 'GOEXE'], { encoding: 'utf8' }).split('\n');
  return inRoot('dist', `${pluginJson().executable}_${os}_${arch}${ending}`);
}

/** Where the bridge's binary is. */
export const bridgeBinary = `${cacheDir}/bridge${process.platform === 'win32' ? '.exe' : ''}`;

/** Builds the program that stands for Grafana's server. */
export async function buildBridge(): Promise<void> {
  console.log('building the bridge');
  await must('building the bridge', 'go', ['build', '-o', bridgeBinary, './workbench/bridge']);
}

const PACKAGES = ['package.json', 'package-lock.json'];
const TESTS = ['**/*.test.{ts,tsx}', '**/testdata/**'];

/** Bundles as a configuration of webpack says. */
export function webpack(config: string, args: string[] = [], options: RunOptions = {}): Promise<string> {
  const script = inRoot('node_modules', 'webpack', 'bin', 'webpack.js');
  const all = [script, '-c', config, ...args];
  return must(`bundling with ${config}`, process.execPath, all, { ...options, capture: true });
}
