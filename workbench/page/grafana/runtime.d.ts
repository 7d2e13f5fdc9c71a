/** An entry point of the package that TypeScript doesn't find with this repository's module resolution. */
declare module '@grafana/runtime/unstable' {
  /** Reloads the package's own list of data sources from the server. */
  export function reloadDataSourceInstanceSettings(): Promise<void>;
}
