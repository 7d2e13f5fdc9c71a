import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { root } from './paths';

export interface RunOptions {
  /** Added to this process's own. */
  env?: NodeJS.ProcessEnv;
  /** The repository's root by default. */
  cwd?: string;
  /** Return standard output instead of showing it. */
  capture?: boolean;
}

/** Runs a command and returns its output; if it fails, the error names what it was for. */
export async function must(what: string, command: string, args: string[], options: RunOptions = {}): Promise<string> {
  const { env, cwd = root, capture = false } = options;
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', capture ? 'pipe' : 'inherit', 'inherit'],
  });
  let stdout = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  const [code, signal] = await once(child, 'close').catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? new Error(`${command} is needed and was not found on this machine`) : error;
  });
  if (code !== 0) {
    throw new Error(`${what} failed: ${command} ${args.join(' ')} ended with ${signal ?? `exit code ${code}`}`);
  }
  return stdout;
}
