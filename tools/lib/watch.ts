import { watch } from 'node:fs';

/** How long a folder has to be quiet, in milliseconds: an editor saves one file in several steps. */
const QUIET_MS = 200;

/**
 * Calls `react` after changes of files below a folder whose path from it matches; once more at the end where something
 * changed meanwhile, never twice at a time. What `react` throws is printed, so that the next change finds it waiting.
 */
export function onChange(folder: string, matching: RegExp, react: () => Promise<unknown>): void {
  let timer: NodeJS.Timeout | undefined;
  let running = false;
  let again = false;
  const run = async () => {
    if (running) {
      again = true;
      return;
    }
    running = true;
    await react().catch((error: unknown) => console.error(error instanceof Error ? error.message : error));
    running = false;
    if (again) {
      again = false;
      await run();
    }
  };
  watch(folder, { recursive: true }, (_, path) => {
    if (path !== null && matching.test(path)) {
      clearTimeout(timer);
      timer = setTimeout(() => void run(), QUIET_MS);
    }
  });
}
