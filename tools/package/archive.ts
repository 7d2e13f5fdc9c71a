import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync, type Zippable } from 'fflate';
import { globSync } from 'glob';

/** One file of an archive. */
export interface Entry {
  /** From the archive's root, with `/`. */
  path: string;
  bytes: Uint8Array;
  /** Unix permissions. */
  mode: number;
}

/** The permissions that the catalogue wants backends to have, and those of all other files. */
export const EXECUTABLE = 0o755;
const READABLE = 0o644;

/** A folder's files as they lie in the archive: sorted, below one root. What an executable is its name says. */
export function entriesOf(folder: string, archiveRoot: string, executable: string): Entry[] {
  return globSync('**/*', { cwd: folder, nodir: true, dot: true, posix: true })
    .sort()
    .map((path) => ({
      path: `${archiveRoot}/${path}`,
      bytes: readFileSync(join(folder, path)),
      mode: path.startsWith(executable) ? EXECUTABLE : READABLE,
    }));
}

/** Zip's "made by" for Unix: external attributes hold permissions. */
const UNIX = 3;
/** A regular file, in those attributes. */
const REGULAR = 0o100000;

/** Zips entries: the same entries and date give the same bytes, on every machine and in every time zone. */
export function zip(entries: Entry[], date: Date): Uint8Array {
  // Zip keeps local time without a zone, in steps of two seconds, and fflate reads it off the machine's zone.
  const mtime = new Date(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate(), 12);
  const files: Zippable = {};
  for (const { path, bytes, mode } of entries) {
    // JavaScript keeps keys in their order, as long as none is a whole number.
    files[path] = [bytes, { mtime, os: UNIX, attrs: ((REGULAR | mode) << 16) >>> 0 }];
  }
  return zipSync(files);
}
