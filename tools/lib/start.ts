const DEFAULT_PORT = 3300;

/** The port that the environment variable PORT names; throws where it is none. */
export function portOf(text: string | undefined): number {
  const port = text === undefined || text === '' ? DEFAULT_PORT : Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new Error(`PORT is not a port number: ${text}`);
  }
  return port;
}

/**
 * Ends this process when its parent is gone. npm hands a signal to the shell that runs its script, and that shell ends
 * without handing it on; and a killed npm hands on nothing.
 */
export function endWithParent(): void {
  const parent = process.ppid;
  setInterval(() => process.ppid === parent || process.kill(process.pid, 'SIGTERM'), 500).unref();
}

/** Resolves at the first signal that asks this process to end; further ones change nothing. */
export function endingSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => resolve());
    }
  });
}
