import { type DataSourceJsonData } from '@grafana/data';

/** The kinds of server this data source speaks to; see docs/resources.md. */
export type DialectName = 'ovh' | 'opentsdb';

/** How the READ token travels: as the password of Basic authentication, or in the `X-Warp10-Token` header. */
export type TokenTransport = 'basic' | 'header';

/** What is stored of a data source in clear. The backend validates every field; the editor only helps. */
export interface OpenTsdbOptions extends DataSourceJsonData {
  /** An OVH Metrics region; the data source's URL is then empty, as the region says where the server is. */
  region?: string;
  /** `basic` when missing. */
  tokenTransport?: TokenTransport;
  /** For a custom URL only, `opentsdb` when missing: a region is always `ovh`. */
  dialect?: DialectName;
  /** The least auto interval, e.g. `10s`. */
  timeInterval?: string;
  /** The most suggestions fetched for a picker. Other editors saved it as a string. */
  lookupLimit?: number | string;
  /** The largest answer one query may bring, in MB. */
  maxResponseMB?: number | string;
  /** The most series one query may bring. */
  maxSeries?: number | string;
  /** Grafana's own: connections go through its secure SOCKS proxy. */
  enableSecureSocksProxy?: boolean;
}

/** What is stored encrypted, and never comes back to the browser. */
export interface OpenTsdbSecureOptions {
  token?: string;
  /** A region may be provisioned as a secret; the clear one wins. */
  region?: string;
}
