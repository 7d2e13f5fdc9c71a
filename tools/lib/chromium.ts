import which from 'which';
import { must } from './run';

/** The names of a system's Chromium, in the order they are tried. */
const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The system's Chromium: the one that CHROMIUM names, or the first on the PATH; undefined if there is none. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  return env.CHROMIUM || names.map((name) => findOnPath(name, env.PATH)).find((path) => path !== undefined);
}

/** What `ensureChromium` would install on the system; undefined if there is a Chromium. */
export function missingChromium(): string | undefined {
  return findChromium() ? undefined : 'Chromium, by apt-get as root (CHROMIUM=/path/to/it uses another)';
}

/** The system's Chromium; installs Debian's if there is none and this machine lets us. */
export async function ensureChromium(): Promise<string> {
  const found = findChromium();
  if (found) {
    return found;
  }
  const isDebianRoot = process.getuid?.() === 0 && findOnPath('apt-get');
  if (!isDebianRoot) {
    throw new Error('No Chromium was found: install it, or name it in the environment variable CHROMIUM.');
  }
  await must('updating the package lists', 'apt-get', ['update']);
  await must('installing Chromium', 'apt-get', ['install', '-y', '--no-install-recommends', 'chromium']);
  const installed = findChromium();
  if (!installed) {
    throw new Error('Chromium was installed, but is not on the PATH.');
  }
  return installed;
}

function findOnPath(name: string, path = process.env.PATH): string | undefined {
  return which.sync(name, { nothrow: true, path }) ?? undefined;
}
