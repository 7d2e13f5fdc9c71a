import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { inRoot, pluginJson, root } from './paths';
import { must } from './run';

/** A platform, by Go's names. */
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

export interface BackendBuild {
  /** This machine's by default, or what Go's own GOOS and GOARCH name, as for a Grafana in a container on a Mac. */
  platform?: Platform;
  /** The folder to build into. */
  folder?: string;
  /** The date that the backend says it was built at; none by default. */
  date?: Date;
  /** Where go.mod is. */
  sources?: string;
}

/**
 * Builds a backend with the flags of the SDK's own build, and those that keep the machine's paths, its working copy's
 * state and the time of building out of it. Returns the binary's path.
 */
export async function buildBackend(build: BackendBuild = {}): Promise<string> {
  const { platform = hostPlatform(), folder = inRoot('dist'), date, sources = root } = build;
  const { id: pluginID } = pluginJson();
  const version = packageVersion();
  const info = JSON.stringify({ time: date?.getTime(), pluginID, version });
  const ldflags = [
    '-w -s -extldflags "-static"',
    `-X 'github.com/grafana/grafana-plugin-sdk-go/build/buildinfo.buildInfoJSON=${info}'`,
    `-X 'main.pluginID=${pluginID}' -X 'main.version=${version}'`,
  ];
  const output = join(folder, executableName(platform));
  mkdirSync(folder, { recursive: true });
  const flags = ['-trimpath', '-buildvcs=false', ...GO_TAGS, '-ldflags', ldflags.join(' '), '-o', output];
  await must(`building the backend for ${platform.os}/${platform.arch}`, 'go', ['build', ...flags, './pkg'], {
    cwd: sources,
    env: goEnvironment(platform),
  });
  return output;
}

/** A backend's file name, where Grafana looks for it beside plugin.json. */
export function executableName({ os, arch }: Platform): string {
  return `${pluginJson().executable}_${os}_${arch}${os === 'windows' ? '.exe' : ''}`;
}

/** Where the backend for this machine is, or for what GOOS and GOARCH name. */
export function backendBinary(): string {
  return inRoot('dist', executableName(hostPlatform()));
}

/** The SDK's own: Arrow takes the standard library's JSON (grafana-plugin-sdk-go, build/common.go). */
export const GO_TAGS = ['-tags', 'arrow_json_stdlib'];

/** What Go builds for, whatever this machine's environment says. */
export function goEnvironment({ os, arch }: Platform): NodeJS.ProcessEnv {
  return { CGO_ENABLED: '0', GOOS: os, GOARCH: arch, GOFLAGS: '' };
}

/** The version of the plugin. */
export function packageVersion(): string {
  return JSON.parse(readFileSync(inRoot('package.json'), 'utf8')).version;
}

/** Go's names of the platforms Node runs on, where they differ. */
const GOARCH: Partial<Record<NodeJS.Architecture, string>> = { x64: 'amd64', ia32: '386' };
const GOOS: Partial<Record<NodeJS.Platform, string>> = { win32: 'windows' };

function hostPlatform(): Platform {
  return {
    os: process.env.GOOS || (GOOS[process.platform] ?? process.platform),
    arch: process.env.GOARCH || (GOARCH[process.arch] ?? process.arch),
  };
}
