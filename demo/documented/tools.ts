import { execFile, execFileSync } from 'node:child_process';
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { DEFAULT_READ_TOKEN, DEFAULT_WRITE_TOKEN } from '../server';

export const root = resolve(__dirname, '..', '..');
/** The texts on the service's page. */
export const printedFolder = join(root, 'testdata', 'documentation');

/** A version that is known to work, for machines without Requests. */
const REQUESTS = 'requests==2.32.5';
const SERVICE = 'opentsdb.REGION.metrics.ovh.net';

/** A server's response, as a tool shows it. */
export interface Shown {
  status: number;
  body: string;
}

/** An example, word for word. */
export function printed(name: string): string {
  return readFileSync(join(printedFolder, name), 'utf8');
}

/** An example with the placeholders of the page replaced by the server's address and the tokens. */
export function filledIn(example: string, serverUrl: string): string {
  const { host } = new URL(serverUrl);
  return example
    .replace(new RegExp(`https://([^@/'"]+@)?${SERVICE.replaceAll('.', '\\.')}`, 'g'), `http://$1${host}`)
    .replace(/TOKEN_WRITE|WRITE_TOKEN/g, DEFAULT_WRITE_TOKEN)
    .replace(/TOKEN_READ|READ_TOKEN/g, DEFAULT_READ_TOKEN);
}

const environment = { ...process.env, CURL_HOME: __dirname, NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1' };

/** Runs a tool in the folder of the example's files, and returns its output. */
function run(tool: string, args: string[], input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(tool, args, { cwd: printedFolder, env: environment }, (error, stdout, stderr) =>
      error ? reject(new Error(`${tool}: ${error.message}\n${stderr}`)) : resolve(stdout)
    );
    child.stdin?.end(input);
  });
}

/** Runs a command of the shell with a single curl in it. */
export async function shell(command: string): Promise<Shown> {
  return split(await run('sh', ['-c', command]));
}

/** Runs curl. */
export async function curl(...args: string[]): Promise<Shown> {
  return split(await run('curl', args));
}

function split(output: string): Shown {
  const end = output.lastIndexOf('\n');
  return { body: output.slice(0, end), status: Number(output.slice(end + 1)) };
}

/** Runs an interactive session, whose last line but one prints the status; the text of the response follows. */
export async function pythonSession(python: string, session: string): Promise<Shown> {
  const output = await run(python, ['-E', '-i', '-q'], `${session}\nprint(r.text)\n`);
  const end = output.indexOf('\n');
  return { status: Number(output.slice(0, end)), body: output.slice(end + 1).trimEnd() };
}

/** Runs a Python program and returns its output. */
export function pythonProgram(python: string, program: string): Promise<string> {
  return run(python, ['-E', '-'], program);
}

/** A Python with Requests, or why there is none. */
export type Python = { path: string } | { missing: string };

/** Finds a Python with Requests; if only Requests is missing, installs it into a folder of its own. */
export function findPython(): Python {
  const own = join(root, '.cache', 'python');
  const inPlace = (place: string) => join(place, 'bin', 'python3');
  for (const path of existsSync(own) ? [inPlace(own), 'python3'] : ['python3']) {
    if (works(path, '-c', 'import requests')) {
      return { path };
    }
  }
  if (!works('python3', '--version')) {
    return { missing: 'there is no python3 on this machine' };
  }
  // Test files run in parallel: each makes a complete folder, and the first one to be ready stays.
  const made = `${own}-${process.pid}`;
  if (!works('python3', '-m', 'venv', made) || !works(inPlace(made), '-m', 'pip', 'install', '--quiet', REQUESTS)) {
    rmSync(made, { recursive: true, force: true });
    return { missing: `python3 has no Requests, and ${REQUESTS} can't be installed into .cache/python` };
  }
  try {
    renameSync(made, own);
  } catch (error) {
    if (!existsSync(inPlace(own))) {
      throw error;
    }
    rmSync(made, { recursive: true });
  }
  return { path: inPlace(own) };
}

function works(tool: string, ...args: string[]): boolean {
  try {
    execFileSync(tool, args, { stdio: 'ignore', timeout: 120_000 });
    return true;
  } catch {
    return false;
  }
}
