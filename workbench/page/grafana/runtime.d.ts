/** An entry of the package that this repository's way to resolve types doesn't see. */
declare module '@grafana/runtime/unstable' {
  /** Asks the server for the list of data sources that the package keeps itself. */
  export function reloadDataSourceInstanceSettings(): Promise<void>;
}
