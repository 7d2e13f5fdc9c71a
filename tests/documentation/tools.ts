import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { DEFAULT_READ_TOKEN, DEFAULT_WRITE_TOKEN } from '../../demo/server';

export const root = resolve(__dirname, '..', '..');
/** What the service's page prints. */
export const printedFolder = join(root, 'testdata', 'documentation');

/** A version that is known to work, for machines without one. */
const REQUESTS = 'requests==2.32.5';
const SERVICE = 'opentsdb.REGION.metrics.ovh.net';

/** What a server answered, as a tool shows it. */
export interface Shown {
  status: number;
  body: string;
}

/** An example, word for word. */
export function printed(name: string): string {
  return readFileSync(join(printedFolder, name), 'utf8');
}

/** An example with the server's address and the tokens in the places that the page leaves for them. */
export function filledIn(example: string, serverUrl: string): string {
  const { host } = new URL(serverUrl);
  return example
    .replace(new RegExp(`https://([^@/'"]+@)?${SERVICE.replaceAll('.', '\\.')}`, 'g'), `http://$1${host}`)
    .replace(/TOKEN_WRITE|WRITE_TOKEN/g, DEFAULT_WRITE_TOKEN)
    .replace(/TOKEN_READ|READ_TOKEN/g, DEFAULT_READ_TOKEN);
}

/** Settings of curl that leave its command line as it is: it adds the status, on a line of its own. */
function curlHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'curl-'));
  writeFileSync(join(home, '.curlrc'), 'silent\nshow-error\ngloboff\nwrite-out = "\\n%{http_code}"\n');
  return home;
}

const environment = { ...process.env, CURL_HOME: curlHome(), NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1' };

/** Runs a tool where the example's files are, and gives what it printed. */
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

/** Runs an interactive session, whose last line but one asks for the status; the words of the answer come after it. */
export async function pythonSession(python: string, session: string): Promise<Shown> {
  const output = await run(python, ['-E', '-i', '-q'], `${session}\nprint(r.text)\n`);
  const end = output.indexOf('\n');
  return { status: Number(output.slice(0, end)), body: output.slice(end + 1).trimEnd() };
}

/** Runs a Python program and gives what it prints. */
export function pythonProgram(python: string, program: string): Promise<string> {
  return run(python, ['-E', '-'], program);
}

/** A Python with Requests, or why there is none. */
export type Python = { path: string } | { missing: string };

/** Finds a Python that has Requests; where only Requests is missing, installs it into a place of its own. */
export function findPython(): Python {
  const own = join(root, '.cache', 'python');
  const ownPython = join(own, 'bin', 'python3');
  for (const path of existsSync(ownPython) ? [ownPython, 'python3'] : ['python3']) {
    if (works(path, '-c', 'import requests')) {
      return { path };
    }
  }
  if (!works('python3', '--version')) {
    return { missing: 'there is no python3 on this machine' };
  }
  if (!works('python3', '-m', 'venv', own) || !works(ownPython, '-m', 'pip', 'install', '--quiet', REQUESTS)) {
    return { missing: `python3 has no Requests, and ${REQUESTS} can't be installed into .cache/python` };
  }
  return { path: ownPython };
}

function works(tool: string, ...args: string[]): boolean {
  try {
    execFileSync(tool, args, { stdio: 'ignore', timeout: 120_000 });
    return true;
  } catch {
    return false;
  }
}
