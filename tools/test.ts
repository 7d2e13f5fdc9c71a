/**
 * `npm test`: everything that says whether the project works. It goes on after a failure, and ends with the line
 * `N passed, N failed`; the exit code is 1 if anything failed. Words on the command line choose steps by their titles and
 * groups (lint, unit, browser, servers): `npm test -- jest vet`.
 */
import { type Counts, sum } from './lib/counts';
import { fail } from './lib/output';
import { endWithParent } from './lib/start';
import { steps } from './lib/steps';

async function main(words: string[]): Promise<Counts> {
  const chosen = steps.filter(
    ({ title, group }) =>
      words.length === 0 || words.some((word) => `${group} ${title}`.toLowerCase().includes(word.toLowerCase()))
  );
  if (chosen.length === 0) {
    throw new Error(`No step is called that. There are: ${steps.map(({ title }) => title).join('; ')}`);
  }
  const installs = chosen.flatMap(({ installs }) => installs?.() ?? []);
  console.log(`installs on this system: ${installs.join('; ') || 'nothing'}`);
  const results: Array<{ title: string; counts: Counts }> = [];
  for (const { title, run } of chosen) {
    console.log(`\n=== ${title}`);
    const start = Date.now();
    const counts = await run().catch((error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      return { passed: 0, failed: 1 };
    });
    console.log(`--- ${title}: ${line(counts)} (${Math.round((Date.now() - start) / 1000)} s)`);
    results.push({ title, counts });
  }
  const failures = results.filter(({ counts }) => counts.failed > 0);
  if (failures.length > 0) {
    console.log(`\nfailed: ${failures.map(({ title }) => title).join('; ')}`);
  }
  return sum(results.map(({ counts }) => counts));
}

function line({ passed, failed }: Counts): string {
  return `${passed} passed, ${failed} failed`;
}

endWithParent();
main(process.argv.slice(2)).then((total) => {
  console.log(`\n${line(total)}`);
  process.exitCode = total.failed > 0 ? 1 : 0;
}, fail);
