import { readFileSync } from 'node:fs';

import { inRoot, packageVersion } from '../lib/paths';
import { checkRelease, releaseNotes } from './release';

const changelog = `# Changelog

## [Unreleased]

## [1.1.0] - 2026-03-01

### Added

- B

## [1.0.0] - Unreleased

- A
`;

describe('a release', () => {
  it('has notes: the section of its version', () => {
    expect(releaseNotes(changelog, '1.1.0')).toBe('### Added\n\n- B');
    expect(releaseNotes(changelog, '1.0.0')).toBe('- A');
    expect(releaseNotes(changelog, '1')).toBe('');
  });

  it('is tagged with the version of package.json, and dated in the changelog', () => {
    expect(checkRelease({ tag: 'v1.1.0', version: '1.1.0', changelog })).toEqual([]);
    expect(checkRelease({ tag: 'v1.2.0', version: '1.1.0', changelog })).toEqual([
      'The tag is v1.2.0, but package.json has the version 1.1.0.',
    ]);
    expect(checkRelease({ tag: 'v1.0.0', version: '1.0.0', changelog })).toEqual([
      "CHANGELOG.md: 1.0.0 needs its date, as in '## [1.0.0] - 2026-01-31'.",
    ]);
    expect(checkRelease({ tag: 'v2.0.0', version: '2.0.0', changelog })).toEqual([
      "CHANGELOG.md: it doesn't say what is new in 2.0.0.",
    ]);
  });

  it('has notes for the version at hand, in groups', () => {
    expect(releaseNotes(readFileSync(inRoot('CHANGELOG.md'), 'utf8'), packageVersion())).toMatch(/^### \w+$/m);
  });
});
