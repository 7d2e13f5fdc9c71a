import { homedir } from 'node:os';
import { unzipSync } from 'fflate';

import { root } from '../lib/paths';
import { LICENSES_FILE } from '../licenses/index';
import { type Entry, EXECUTABLE } from './archive';
import { executableName, type Platform } from './backends';
import { checkPluginJson } from './checkPluginJson';
import { releaseNotes } from './release';

interface Manifest {
  id: string;
  info: { logos: Record<string, string>; screenshots: Array<{ path: string }>; version: string };
  includes?: Array<{ path: string }>;
}

/** Megabytes: room to grow, and a warning of what slipped in. */
const MOST_BYTES = { archive: 150e6, frontend: 5e6 };

/** First bytes of the kinds of images that the catalogue shows, by the end of their names. */
const IMAGES: Record<string, RegExp> = {
  svg: /^(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)?<svg/s,
  png: /^\x89PNG/,
  jpg: /^\xff\xd8\xff/,
  jpeg: /^\xff\xd8\xff/,
  gif: /^GIF8/,
};

/** Text that can only be a secret. */
const SECRETS: Array<[what: string, pattern: RegExp]> = [
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
  ['a token of Grafana', /\bgl(c|sa)_[A-Za-z0-9_=]{20,}/],
  ['a token of GitHub', /\bgh[pousr]_[A-Za-z0-9]{30,}/],
];

/**
 * What the catalogue would say against an archive, as far as that can be told without a network: in sentences. `entries`
 * are what the archive was made from.
 */
export function checkArchive(archive: Uint8Array, entries: Entry[], platforms: Platform[]): string[] {
  const files = new Map(Object.entries(unzipSync(archive)).filter(([path]) => !path.endsWith('/')));
  const roots = new Set([...files.keys()].map((path) => path.split('/')[0]));
  if (roots.size !== 1) {
    return [`The archive has ${roots.size} roots (${[...roots].join(', ')}); it has to have one, named as the plugin.`];
  }
  const [archiveRoot] = roots;
  const read = (path: string) => files.get(`${archiveRoot}/${path}`);
  const manifest = parse(read('plugin.json'));
  const faults = checkPluginJson(manifest);
  if (faults.length > 0) {
    return faults;
  }
  const plugin = manifest as Manifest;
  return [
    ...(archiveRoot === plugin.id ? [] : [`The archive's root is ${archiveRoot}; it has to be ${plugin.id}.`]),
    ...checkDocuments(read, plugin),
    ...checkImages(read, plugin),
    ...(plugin.includes ?? [])
      .filter(({ path }) => !parse(read(path)))
      .map(({ path }) => `${path}: plugin.json includes it, but it is not there or no JSON.`),
    ...['schema/v0alpha1.json', 'schema/query.schema.json']
      .filter((path) => !parse(read(path)))
      .map((path) => `${path}: it is not there or no JSON.`),
    ...checkModule(read),
    ...checkExecutables(entries, archiveRoot, platforms),
    ...[...files].flatMap(([path, bytes]) => checkContent(path, bytes)),
    ...checkSizes(archive, files),
  ];
}

type Read = (path: string) => Uint8Array | undefined;

function parse(bytes: Uint8Array | undefined): unknown {
  try {
    return bytes && JSON.parse(Buffer.from(bytes).toString());
  } catch {
    return undefined;
  }
}

function checkDocuments(read: Read, { info }: Manifest): string[] {
  const words = (path: string) => Buffer.from(read(path) ?? '').toString();
  const faults = ['README.md', 'CHANGELOG.md', 'LICENSE', LICENSES_FILE, 'go_plugin_build_manifest']
    .filter((path) => words(path).trim() === '')
    .map((path) => `${path}: it is missing or empty.`);
  const readme = words('README.md');
  if (/<!--/.test(readme)) {
    faults.push('README.md: it has a comment.');
  }
  if (/\b(yarn|nodejs|npm (ci|install|run))\b/.test(readme)) {
    faults.push(
      "README.md: it speaks to developers; it is the catalogue's page, so that belongs into CONTRIBUTING.md."
    );
  }
  if (!/Apache License\s+Version 2\.0/.test(words('LICENSE'))) {
    faults.push('LICENSE: it is not the Apache License 2.0, which package.json names.');
  }
  if (!releaseNotes(words('CHANGELOG.md'), info.version)) {
    faults.push(`CHANGELOG.md: it doesn't say what is new in ${info.version}.`);
  }
  return faults;
}

function checkImages(read: Read, { info }: Manifest): string[] {
  return [...Object.values(info.logos), ...info.screenshots.map(({ path }) => path)].flatMap((path) => {
    const bytes = read(path);
    if (!bytes) {
      return [`${path}: plugin.json names it, but it is not there.`];
    }
    const start = Buffer.from(bytes.subarray(0, 512)).toString('latin1');
    const kind = IMAGES[path.split('.').pop()?.toLowerCase() ?? ''];
    const faults = kind?.test(start) ? [] : [`${path}: it is no image of the kind that its name says.`];
    const isActive =
      /\.svg$/i.test(path) && /<script|<foreignObject|\son\w+=|javascript:/i.test(Buffer.from(bytes).toString());
    return isActive ? [...faults, `${path}: it has a script.`] : faults;
  });
}

function checkModule(read: Read): string[] {
  const faults = ['module.js', 'module.js.map'].filter((path) => !read(path)).map((path) => `${path}: it is missing.`);
  const map = parse(read('module.js.map')) as { sources?: string[]; sourcesContent?: string[] } | undefined;
  // The catalogue compares the sources in the map with the repository's.
  if (!map?.sources?.some((source) => source.endsWith('/module.ts')) || !map.sourcesContent?.length) {
    faults.push("module.js.map: it doesn't hold the plugin's sources.");
  }
  return faults;
}

function checkExecutables(entries: Entry[], archiveRoot: string, platforms: Platform[]): string[] {
  return platforms.flatMap((platform) => {
    const name = executableName(platform);
    const entry = entries.find(({ path }) => path === `${archiveRoot}/${name}`);
    if (!entry || entry.bytes.length < 1e6) {
      return [`${name}: the backend for ${platform.os}/${platform.arch} is missing.`];
    }
    return entry.mode === EXECUTABLE
      ? []
      : [`${name}: it has the permissions ${entry.mode.toString(8)}; they have to be 755.`];
  });
}

/** What no file may hold: paths of the machine that built it, and secrets. */
function checkContent(path: string, bytes: Uint8Array): string[] {
  const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const token = process.env.GRAFANA_ACCESS_POLICY_TOKEN;
  const faults: string[] = [];
  // A home at the root of the file system would be found everywhere.
  for (const place of [root, homedir()].filter((one) => one.length > 2)) {
    if (content.includes(`${place}/`)) {
      faults.push(`${path}: it names ${place}, a path of the machine that built it.`);
    }
  }
  if (token && content.includes(token)) {
    faults.push(`${path}: it holds the signing token.`);
  }
  if (/\.(js|map|json|md|svg)$/.test(path)) {
    const said = content.toString();
    faults.push(...SECRETS.filter(([, pattern]) => pattern.test(said)).map(([what]) => `${path}: it holds ${what}.`));
    if (/%(VERSION|TODAY|PLUGIN_ID)%/.test(said)) {
      faults.push(`${path}: a placeholder of create-plugin is left in it.`);
    }
  }
  if (/\.map$/.test(path)) {
    const { sources = [] } = (parse(bytes) ?? {}) as { sources?: string[] };
    const outside = sources.filter((source) => /^(file:|\/|[A-Z]:)/i.test(source) && !source.startsWith('webpack:'));
    faults.push(...outside.map((source) => `${path}: its source ${source} is an absolute path.`));
  }
  return faults;
}

function checkSizes(archive: Uint8Array, files: Map<string, Uint8Array>): string[] {
  const scripts = [...files].filter(([path]) => path.endsWith('.js'));
  const frontend = scripts.reduce((sum, [, bytes]) => sum + bytes.length, 0);
  return Object.entries({ archive: archive.length, frontend })
    .filter(([what, bytes]) => bytes > MOST_BYTES[what as keyof typeof MOST_BYTES])
    .map(
      ([what, bytes]) =>
        `The ${what} has ${(bytes / 1e6).toFixed(1)} MB; ${MOST_BYTES[what as keyof typeof MOST_BYTES] / 1e6} MB are expected at most.`
    );
}
