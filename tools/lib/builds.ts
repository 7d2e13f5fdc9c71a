import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { type Build, ensure } from './fresh';
import { cacheDir, inRoot, pluginJson, root } from './paths';
import { must } from './run';

const go = ['go.mod', 'go.sum'];
const node = ['package.json', 'package-lock.json'];
const tests = ['**/*_test.go', '**/*.test.{ts,tsx}', '**/testdata/**'];

/** Where the bridge's binary is. */
export const bridgeBinary = `${cacheDir}/bridge${process.platform === 'win32' ? '.exe' : ''}`;

/** Where the workbench's bundle is. */
export const workbenchDir = inRoot('workbench', 'dist');

function webpack(config: string, ...args: string[]): Promise<string> {
  return must(
    `bundling with ${config}`,
    process.execPath,
    [inRoot('node_modules', 'webpack', 'bin', 'webpack.js'), '-c', config, ...args],
    { capture: true }
  );
}

/** The plugin's browser half in dist/. */
export const pluginBuild: Build = {
  name: 'plugin',
  inputs: ['src/**', '.config/**', 'tsconfig.json', 'CHANGELOG.md', 'LICENSE', ...node],
  ignored: tests,
  outputs: [inRoot('dist', 'module.js'), inRoot('dist', 'plugin.json')],
  make: () => webpack('.config/webpack/webpack.config.ts', '--env', 'production'),
};

/** The plugin's server half in dist/. */
export const backendBuild: Build = {
  name: 'backend',
  inputs: ['pkg/**/*', 'src/plugin.json', 'package.json', 'Magefile.go', ...go],
  ignored: tests,
  get outputs() {
    return [backendBinary()];
  },
  make: () => buildBackend(),
};

/** The program that stands for Grafana's server. */
export const bridgeBuild: Build = {
  name: 'bridge',
  inputs: ['workbench/{backend,bridge}/**/*.go', ...go],
  ignored: tests,
  outputs: [bridgeBinary],
  make: () => must('building the bridge', 'go', ['build', '-o', bridgeBinary, './workbench/bridge']),
};

/** The page that stands for Grafana's. */
export const workbenchBuild: Build = {
  name: 'workbench',
  inputs: ['workbench/page/**', 'workbench/webpack.config.ts', ...node],
  ignored: tests,
  outputs: [`${workbenchDir}/workbench.js`, `${workbenchDir}/index.html`],
  make: () => webpack('workbench/webpack.config.ts'),
};

/** Builds all that the workbench runs, as far as it is out of date. The two languages build side by side. */
export async function buildAll(): Promise<void> {
  const chains = [
    [pluginBuild, workbenchBuild],
    [backendBuild, bridgeBuild],
  ].map(async (chain) => {
    for (const build of chain) {
      await ensure(build);
    }
  });
  await Promise.all(chains);
}

/** Builds backends into dist/ as Grafana's own workflows do, by a target of Magefile.go: that of this machine by default. */
export function buildBackend(target = 'build:backend', sources = root): Promise<string> {
  return must('building the backend', 'go', ['run', 'github.com/magefile/mage', target], { cwd: sources });
}

/** Where the backend for this machine is, under the name that Grafana looks for. */
export function backendBinary(): string {
  const [os, arch, ending] = execFileSync('go', ['env', 'GOOS', 'GOARCH', 'GOEXE'], { encoding: 'utf8' }).split('\n');
  return inRoot('dist', `${pluginJson().executable}_${os}_${arch}${ending}`);
}

/** The version of Grafana's packages, which the workbench gives itself out as. */
export function grafanaVersion(): string {
  return JSON.parse(readFileSync(inRoot('package.json'), 'utf8')).dependencies['@grafana/data'];
}
