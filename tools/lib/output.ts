/** Ends the tool with the error's message; its stack only if DEBUG is set. */
export function fail(error: unknown): never {
  console.error(error instanceof Error && !process.env.DEBUG ? error.message : error);
  process.exit(1);
}
