import { spawn, type SpawnOptions } from 'node:child_process';
import { root } from './paths';

/** How a finished command ended. */
export interface Finished {
  /** The exit code; 128 and more for a signal, as in a shell. */
  code: number;
  /** Standard output, if it was captured. */
  stdout: string;
}

export interface RunOptions {
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** Keep standard output for the caller instead of showing it. */
  capture?: boolean;
}

/** Runs a command to its end in the repository's root, streaming what it prints. Rejects only if it can't be started. */
export function run(command: string, args: string[], options: RunOptions = {}): Promise<Finished> {
  const spawnOptions: SpawnOptions = {
    cwd: options.cwd ?? root,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', options.capture ? 'pipe' : 'inherit', 'inherit'],
  };
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, spawnOptions);
    let stdout = '';
    child.stdout?.setEncoding('utf8');
    child.stdout?.on('data', (chunk: string) => {
      stdout += chunk;
    });
    child.on('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'ENOENT' ? new Error(`${command} is needed and was not found on this machine`) : error);
    });
    child.on('close', (code) => resolve({ code: code ?? 128, stdout }));
  });
}

/** Runs a command that must succeed; otherwise rejects with what was being done. */
export async function must(what: string, command: string, args: string[], options: RunOptions = {}): Promise<string> {
  const { code, stdout } = await run(command, args, options);
  if (code !== 0) {
    throw new Error(`${what} failed: ${command} ${args.join(' ')} ended with exit code ${code}`);
  }
  return stdout;
}
