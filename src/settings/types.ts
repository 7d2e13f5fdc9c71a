import { type DataSourceJsonData, type DataSourceSettings } from '@grafana/data';

/** The server types that this data source supports. */
export type DialectName = 'ovh' | 'opentsdb';

/** How the READ token travels: as the password of Basic authentication, or in the `X-Warp10-Token` header. */
export type TokenTransport = 'basic' | 'header';

/** What is read of a data source beside `jsonData` and the secrets. docs/configuration.md is made from these types. */
export interface OpenTsdbRoot extends Pick<DataSourceSettings, 'name' | 'url' | 'basicAuth' | 'basicAuthUser'> {
  /** The data source's name in Grafana. The plugin writes it into its log, beside invalid settings. */
  name: string;
  /**
   * The root of an OpenTSDB HTTP API, such as `http://tsdb.example.org:4242`, with its path prefix if it has one and
   * without `/api`. Without a user, a token, `?` or `#`. Not read where there is a region.
   */
  url: string;
  /** Sends a user and a password. Ignored if `token` is set and `tokenTransport` is `basic`; use `header` to send both. */
  basicAuth: boolean;
  /** The user of `basicAuth`. */
  basicAuthUser: string;
}

/** What Grafana itself reads of `jsonData`, on the plugin's behalf. */
export interface GrafanaOptions {
  /** Seconds until a request is cancelled. Must be a number: a quoted value (`"60"`) disables the timeout. */
  timeout?: number;
  /** Shows the server a client certificate: `tlsClientCert` and `tlsClientKey`. */
  tlsAuth?: boolean;
  /** Trusts the authority in `tlsCACert`, and no other. */
  tlsAuthWithCACert?: boolean;
  /** Accepts any certificate of the server: whoever sits between can read the token. */
  tlsSkipVerify?: boolean;
  /** The name that the server's certificate has to be for, if it isn't the URL's host. Read with `tlsAuth` or `tlsAuthWithCACert`. */
  serverName?: string;
  /** The name of a header that every request gets; its value is `httpHeaderValue1`. More are numbered from 2. */
  httpHeaderName1?: string;
  /** Connections go through Grafana's secure SOCKS proxy. Without effect unless Grafana's administrator has set one up. */
  enableSecureSocksProxy?: boolean;
}

/** What is stored of a data source in clear. The backend validates every field; the editor only helps. */
export interface OpenTsdbOptions extends DataSourceJsonData, GrafanaOptions {
  /**
   * A region of OVH Metrics: `gra1`, `bhs1`, or another name of small letters, digits and dashes. The address is then
   * `https://opentsdb.<region>.metrics.ovh.net`, and `url` isn't read.
   */
  region?: string;
  /**
   * How the token is sent: `basic`, as the password of HTTP basic authentication with any user, which is what OVH Metrics
   * takes; or `header`, as `X-Warp10-Token`.
   */
  tokenTransport?: TokenTransport;
  /** The server type of a custom URL: an OpenTSDB 2.2 to 2.4, or a gateway of OVH Metrics. A region is always `ovh`. */
  dialect?: DialectName;
  /**
   * The min interval of *Auto*, such as `10s` or `1m`: set it to how often points are written. Shorter buckets would miss
   * series, or be empty.
   */
  timeInterval?: string;
  /** The maximum number of names fetched for a list of metrics, tag keys or tag values, and for a variable. */
  lookupLimit?: number | string;
  /** The maximum size of one query's response, in MiB (1,048,576 bytes) after decompression. A larger response fails the query. */
  maxResponseMB?: number | string;
  /** The maximum number of series of one query. More fail the query; a table of series ends there with a warning. */
  maxSeries?: number | string;
  /**
   * Memory for the responses of the data source's queries, in MiB, so that a refresh asks only for the newest buckets. 0
   * turns the cache off: each refresh asks for the whole range.
   */
  responseCacheMB?: number | string;
}

/** Secrets that Grafana itself reads, on the plugin's behalf. */
export interface GrafanaSecureOptions {
  /** The password of `basicAuth`. */
  basicAuthPassword?: string;
  /** The authority's certificate for `tlsAuthWithCACert`, as PEM text. */
  tlsCACert?: string;
  /** The client's certificate for `tlsAuth`, as PEM text. */
  tlsClientCert?: string;
  /** The client's private key for `tlsAuth`, as PEM text. */
  tlsClientKey?: string;
  /** The value of the header that `httpHeaderName1` names. */
  httpHeaderValue1?: string;
}

/** What is stored encrypted, and never comes back to the browser. */
export interface OpenTsdbSecureOptions extends GrafanaSecureOptions {
  /** The READ token of your OVH Metrics application. Required with a region, unless `basicAuth` is on; optional with a URL. */
  token?: string;
  /** The region, for those who keep it secret. The one in `jsonData` wins. */
  region?: string;
}
