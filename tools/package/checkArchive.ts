import { homedir } from 'node:os';
import { unzipSync } from 'fflate';

import { executableName, type Platform } from '../lib/backend';
import { root } from '../lib/paths';
import { type Entry } from './archive';
import { LICENSES_FILE } from './licenses';

/** In bytes: space to grow, and a warning of what slipped in. */
const MAX_BYTES = { archive: 150e6, frontend: 5e6 };

/** Files of this project that an archive needs and the catalogue's validator doesn't ask for. */
const OWN_FILES = [LICENSES_FILE, 'schema/v0alpha1.json', 'schema/query.schema.json'];

/**
 * What is wrong with an archive that the catalogue's validator, which the workflow runs, doesn't look for. `entries` are
 * what the archive was made from.
 */
export function checkArchive(archive: Uint8Array, entries: Entry[], platforms: Platform[]): string[] {
  const files = Object.entries(unzipSync(archive));
  const scripts = files.filter(([path]) => path.endsWith('.js'));
  const sizes = { archive: archive.length, frontend: scripts.reduce((sum, [, bytes]) => sum + bytes.length, 0) };
  const names = entries.filter(({ bytes }) => bytes.length > 0).map(({ path }) => path.replace(/^[^/]*\//, ''));
  return [
    ...OWN_FILES.filter((path) => !names.includes(path)).map((path) => `${path}: it is missing or empty.`),
    ...platforms
      .filter((platform) => !names.includes(executableName(platform)))
      .map((platform) => `${executableName(platform)}: the backend for ${platform.os}/${platform.arch} is missing.`),
    ...files.flatMap(([path, bytes]) => checkContent(path, bytes)),
    ...(['archive', 'frontend'] as const)
      .filter((what) => sizes[what] > MAX_BYTES[what])
      .map((what) => `The ${what} has ${sizes[what] / 1e6} MB; at most ${MAX_BYTES[what] / 1e6} MB are expected.`),
  ];
}

/** What no file may hold: paths of the machine that built it, the signing token, and placeholders of the build. */
function checkContent(path: string, bytes: Uint8Array): string[] {
  const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const token = process.env.GRAFANA_ACCESS_POLICY_TOKEN;
  // A home at the root of the file system would be found everywhere.
  const problems = [root, homedir()]
    .filter((folder) => folder.length > 2 && content.includes(`${folder}/`))
    .map((folder) => `${path}: it names ${folder}, a path of the machine that built it.`);
  if (token && content.includes(token)) {
    problems.push(`${path}: it holds the signing token.`);
  }
  if (/\.(js|map|json|md|svg)$/.test(path) && /%(VERSION|TODAY|PLUGIN_ID)%/.test(content.toString())) {
    problems.push(`${path}: a placeholder of create-plugin is left in it.`);
  }
  if (path.endsWith('.map')) {
    const { sources }: { sources: string[] } = JSON.parse(content.toString());
    const outside = sources.filter((source) => /^(file:|\/|[A-Z]:)/i.test(source) && !source.startsWith('webpack:'));
    problems.push(...outside.map((source) => `${path}: its source ${source} is an absolute path.`));
  }
  return problems;
}
