import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { cacheDir, inRoot } from '../../tools/lib/paths';

/** The packages of the oldest Grafana that the plugin runs in. */
export interface OldestGrafana {
  version: string;
  /** Holds a folder a package, under its name without the scope. */
  folder: string;
}

/** How long the registry may take for one package, in milliseconds. */
const PATIENCE_MS = 60_000;

/**
 * Fetches packages of the oldest Grafana that plugin.json promises, without their own dependencies: not all of those can
 * be installed. They are kept in .cache. Returns why, where there is no way to the registry; on a CI server that throws.
 */
export function oldestGrafana(packages: string[]): OldestGrafana | { missing: string } {
  const { dependencies } = JSON.parse(readFileSync(inRoot('src', 'plugin.json'), 'utf8'));
  const version = /^>=(\d+\.\d+\.\d+)/.exec(dependencies.grafanaDependency)?.[1];
  if (!version) {
    throw new Error(
      `plugin.json: grafanaDependency '${dependencies.grafanaDependency}' begins with no oldest version, as >=12.3.0-0 does`
    );
  }
  const folder = join(cacheDir, `grafana-${version}`);
  for (const name of packages) {
    try {
      fetchPackage(name, version, folder);
    } catch (error) {
      if (process.env.CI) {
        throw error;
      }
      return { missing: `npm can't fetch ${name}@${version} here (${reasonOf(error)})` };
    }
  }
  return { version, folder };
}

function fetchPackage(name: string, version: string, folder: string): void {
  const short = name.split('/')[1];
  const home = join(folder, short);
  if (existsSync(home)) {
    return;
  }
  const workshop = join(folder, `.${short}-${process.pid}`);
  mkdirSync(workshop, { recursive: true });
  try {
    const options = { cwd: workshop, encoding: 'utf8', timeout: PATIENCE_MS, stdio: 'pipe' } as const;
    const [archive] = JSON.parse(execFileSync('npm', ['pack', '--json', `${name}@${version}`], options));
    execFileSync('tar', ['-xzf', archive.filename], options);
    renameSync(join(workshop, 'package'), home);
  } finally {
    rmSync(workshop, { recursive: true, force: true });
  }
}

function reasonOf(error: unknown): string {
  const { stderr = '', message } = error as { stderr?: string; message: string };
  const code = /npm error code (\S+)/.exec(stderr);
  return code ? code[1] : message.split('\n')[0];
}
