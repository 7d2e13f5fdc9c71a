/** What a release lacks to be published. */
export function checkRelease({
  tag,
  version,
  changelog,
}: {
  tag: string;
  version: string;
  changelog: string;
}): string[] {
  const problems = tag === `v${version}` ? [] : [`The tag is ${tag}, but package.json has the version ${version}.`];
  const section = sectionOf(changelog, version);
  if (!section?.notes) {
    return [...problems, `CHANGELOG.md: it doesn't say what is new in ${version}.`];
  }
  return /^\d{4}-\d\d-\d\d$/.test(section.date)
    ? problems
    : [...problems, `CHANGELOG.md: ${version} needs its date, as in '## [${version}] - 2026-01-31'.`];
}

/** What the changelog says of a version, without its heading; empty where it says nothing. */
export function releaseNotes(changelog: string, version: string): string {
  return sectionOf(changelog, version)?.notes ?? '';
}

/** The section of a version in the format of https://keepachangelog.com/en/1.1.0/. */
function sectionOf(changelog: string, version: string): { date: string; notes: string } | undefined {
  return changelog
    .split(/^## /m)
    .map((section) => /^\[([^\]]+)\](?: - (.*))?\n([^]*)$/.exec(section))
    .filter((found) => found?.[1] === version)
    .map((found) => ({ date: found?.[2]?.trim() ?? '', notes: found?.[3].trim() ?? '' }))[0];
}
