import { pluginJson } from '../lib/paths';
import { identify } from './identify';
import { byName, type Part, titleOf } from './parts';

/**
 * Licenses, by their SPDX names, whose code may be handed on in a program under the Apache License 2.0
 * (https://www.apache.org/legal/resolved.html, categories A and B). The Mozilla Public License is in category B: unchanged,
 * compiled, and named together with where its sources are.
 */
const ALLOWED = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'MPL-2.0', 'Unlicense', 'Zlib'];

/** A part, with the names of its licenses. */
interface Licensed extends Part {
  licenses: string[];
}

/** The list that is shipped, and why it must not be. */
export interface Licenses {
  document: string;
  problems: string[];
}

/** The parts of each half, as they are in the archive. */
export interface Halves {
  browser: Part[];
  backend: Part[];
}

/** Names the licenses of all parts, with their texts; what may not be shipped is a problem. */
export async function licensesOf({ browser, backend }: Halves): Promise<Licenses> {
  const all = [...browser, ...backend];
  const texts = [...new Set(all.flatMap(({ terms }) => terms.map(({ text }) => text)))];
  const names = await identify(texts);
  const byText = new Map(texts.map((text, index) => [text, names[index]]));
  const licensed = (parts: Part[]) => parts.map((part): Licensed => ({ ...part, licenses: licensesIn(part, byText) }));
  return {
    document: render({ browser: licensed(browser), backend: licensed(backend) }),
    problems: all.flatMap((part) => problemsOf(part, byText)),
  };
}

type Names = Map<string, string[]>;

function licensesIn({ terms }: Part, names: Names): string[] {
  return [...new Set(terms.flatMap(({ text }) => names.get(text) ?? []))].sort();
}

function problemsOf(part: Part, names: Names): string[] {
  const licenses = part.terms.filter(({ isLicense }) => isLicense);
  if (licenses.length === 0) {
    return [`${titleOf(part)}: it has no license.`];
  }
  const unknown = licenses
    .filter(({ text }) => (names.get(text) ?? []).length === 0)
    .map(({ path }) => `${titleOf(part)}: its ${path} is no license that is known.`);
  const refused = licensesIn(part, names)
    .filter((name) => !ALLOWED.includes(name))
    .map((name) => `${titleOf(part)}: ${name} is none of the licenses that may be shipped (${ALLOWED.join(', ')}).`);
  return [...unknown, ...refused];
}

const RULE = '='.repeat(80);
const THIN_RULE = '-'.repeat(80);

function render({ browser, backend }: Record<keyof Halves, Licensed[]>): string {
  const { name, executable } = pluginJson();
  const head = [
    `Third-party software in ${name} for Grafana`,
    '',
    'The plugin holds code of the npm packages and the Go modules below, compiled from their unchanged sources. Those can be had',
    'under their names and versions from https://www.npmjs.com and https://proxy.golang.org. Their licenses follow.',
    '',
    'In the browser half (module.js and the files that it loads):',
    '',
    ...browser.map(line),
    '',
    `In the backend (${executable}_*):`,
    '',
    ...backend.map(line),
    '',
  ];
  const sections = groupByText([...browser, ...backend]).map(({ titles, text }) =>
    [RULE, ...titles, THIN_RULE, '', text, ''].join('\n')
  );
  return `${head.join('\n')}\n${sections.join('\n')}`;
}

/** A part's line in the list, by which `isListed` finds it. */
function line(part: Licensed): string {
  return `  ${titleOf(part)}: ${part.licenses.join(', ')}`;
}

/** True if a list names a part in this version. */
export function isListed(document: string, part: Pick<Part, 'name' | 'version'>): boolean {
  return document.includes(`\n  ${titleOf(part)}: `);
}

interface Section {
  titles: string[];
  text: string;
}

/** Each text once, after all that it is the license of. Those that differ in line ends and indents alone are one. */
function groupByText(parts: Part[]): Section[] {
  const sections = new Map<string, Section>();
  for (const part of [...parts].sort(byName)) {
    for (const { path, text } of part.terms) {
      const words = text.split(/\s+/).filter(Boolean).join(' ');
      const section = sections.get(words) ?? { titles: [], text: plainText(text) };
      section.titles.push(`${titleOf(part)}: ${path}`);
      sections.set(words, section);
    }
  }
  return [...sections.values()];
}

function plainText(text: string): string {
  return text
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n')
    .replace(/[ \t]+$/gm, '')
    .replace(/^\n+|\s+$/g, '');
}
