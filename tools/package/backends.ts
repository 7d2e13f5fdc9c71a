import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { globSync } from 'glob';

import { pluginJson, root } from '../lib/paths';
import { must } from '../lib/run';

export interface Platform {
  os: string;
  arch: string;
}

/** The platforms of the SDK's BuildAll (grafana-plugin-sdk-go, build/common.go). */
export const PLATFORMS: Platform[] = [
  { os: 'linux', arch: 'amd64' },
  { os: 'linux', arch: 'arm64' },
  { os: 'linux', arch: 'arm' },
  { os: 'darwin', arch: 'amd64' },
  { os: 'darwin', arch: 'arm64' },
  { os: 'windows', arch: 'amd64' },
];

/** The SDK's own: Arrow takes the standard library's JSON (grafana-plugin-sdk-go, build/common.go). */
export const GO_TAGS = ['-tags', 'arrow_json_stdlib'];

/** What Go builds for, whatever this machine's environment says. */
export function goEnvironment({ os, arch }: Platform): NodeJS.ProcessEnv {
  return { CGO_ENABLED: '0', GOOS: os, GOARCH: arch, GOFLAGS: '' };
}

/** A backend's file name, where Grafana looks for it beside plugin.json. */
export function executableName({ os, arch }: Platform): string {
  return `${pluginJson().executable}_${os}_${arch}${os === 'windows' ? '.exe' : ''}`;
}

export interface BackendBuild {
  platform: Platform;
  version: string;
  date: Date;
  /** The folder to build into. */
  folder: string;
  /** Where go.mod is. */
  sources?: string;
}

/**
 * Builds a backend with the flags of the SDK's own build, and those that keep the machine's paths, its working copy's
 * state and the time of building out of it.
 */
export async function buildBackend({ platform, version, date, folder, sources = root }: BackendBuild): Promise<void> {
  const pluginID = pluginJson().id;
  const info = JSON.stringify({ time: date.getTime(), pluginID, version });
  const ldflags = [
    '-w -s -extldflags "-static"',
    `-X 'github.com/grafana/grafana-plugin-sdk-go/build/buildinfo.buildInfoJSON=${info}'`,
    `-X 'main.pluginID=${pluginID}' -X 'main.version=${version}'`,
  ];
  const output = join(folder, executableName(platform));
  await must(
    `building the backend for ${platform.os}/${platform.arch}`,
    'go',
    [
      ['build', '-trimpath', '-buildvcs=false', ...GO_TAGS],
      ['-ldflags', ldflags.join(' '), '-o', output, './pkg'],
    ].flat(),
    { cwd: sources, env: goEnvironment(platform) }
  );
}

/**
 * The SDK's go_plugin_build_manifest (build/utils/manifest.go): a line for each Go file of the repository, its SHA-256
 * and its path, by which the catalogue tells that the backend was built from the sources it was shown.
 */
export function goManifest(): string {
  return globSync('**/*.go', { cwd: root, ignore: ['node_modules/**', '.cache/**'], dot: true, posix: true })
    .sort()
    .map(
      (path) =>
        `${createHash('sha256')
          .update(readFileSync(join(root, path)))
          .digest('hex')}:${path}\n`
    )
    .join('');
}
