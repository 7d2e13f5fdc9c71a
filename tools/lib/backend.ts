import { mkdirSync } from 'node:fs';
import { inRoot, pluginJson } from './paths';
import { must } from './run';

/** Go's names of the platforms Node runs on, where they differ. */
const GOARCH: Partial<Record<NodeJS.Architecture, string>> = { x64: 'amd64', ia32: '386' };
const GOOS: Partial<Record<NodeJS.Platform, string>> = { win32: 'windows' };

/**
 * Where Grafana looks for the backend's binary: `<executable>_<os>_<arch>` beside plugin.json. The platform is this
 * machine's, or what Go's own GOOS and GOARCH name, as for a Grafana in a container on a Mac.
 */
export function backendBinary(): string {
  const os = process.env.GOOS || (GOOS[process.platform] ?? process.platform);
  const arch = process.env.GOARCH || (GOARCH[process.arch] ?? process.arch);
  return inRoot('dist', `${pluginJson().executable}_${os}_${arch}${os === 'windows' ? '.exe' : ''}`);
}

/** Builds the backend with the SDK's own build flags (build/common.go: static, stripped, the standard library's JSON for Arrow) and returns the binary's path. */
export async function buildBackend(): Promise<string> {
  const binary = backendBinary();
  mkdirSync(inRoot('dist'), { recursive: true });
  const flags = ['-tags', 'arrow_json_stdlib', '-ldflags', '-w -s -extldflags "-static"'];
  await must('building the backend', 'go', ['build', ...flags, '-o', binary, './pkg'], { env: { CGO_ENABLED: '0' } });
  return binary;
}

/** Builds one of the repository's Go programs and returns the binary's path. */
export async function buildGoProgram(packagePath: string, output: string): Promise<string> {
  await must(`building ${packagePath}`, 'go', ['build', '-o', output, packagePath]);
  return output;
}
