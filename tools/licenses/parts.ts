import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Somebody else's code in the archive: an npm package or a Go module. */
export interface Part {
  name: string;
  /** Missing where it is that of the compiler, which the list doesn't fix. */
  version?: string;
  /** What says under which terms it may be handed on, by paths from the part's root. */
  terms: Terms[];
}

/** A file with terms. */
export interface Terms {
  path: string;
  /** A license, or what a license asks to be handed on with it, such as a NOTICE. */
  isLicense: boolean;
  text: string;
}

const LICENSE = /^(un)?licen[cs]e|^copying/i;
/** NOTICE is what section 4 (d) of the Apache License asks for; PATENTS is Go's grant. */
const BESIDE = /^(notice|patents)/i;
const CODE = /\.(go|[cm]?[jt]s|json)$/i;

/** The terms that lie in folders of a part, each given by its path from the part's root. */
export function termsIn(root: string, folders: string[] = ['']): Terms[] {
  return folders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) =>
      readdirSync(join(root, folder), { withFileTypes: true })
        .filter((file) => file.isFile() && !CODE.test(file.name))
        .filter(({ name }) => LICENSE.test(name) || BESIDE.test(name))
        .map(({ name }) => ({
          path: folder === '' ? name : `${folder}/${name}`,
          isLicense: LICENSE.test(name),
          text: readFileSync(join(root, folder, name), 'utf8'),
        }))
    )
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** A part's name and version, as the list has them. */
export function titleOf({ name, version }: Pick<Part, 'name' | 'version'>): string {
  return version ? `${name} ${version}` : name;
}

export function byName(a: Part, b: Part): number {
  return titleOf(a) < titleOf(b) ? -1 : 1;
}
