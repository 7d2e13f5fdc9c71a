import { type DataSourceSettings } from '@grafana/data';
import { t } from '@grafana/i18n';

import { DEFAULTS } from './defaults';
import { type DialectName, type OpenTsdbOptions, type OpenTsdbRoot } from './types';

/** The regions that OVH Metrics documents. Other names can be typed. */
export const REGIONS = ['gra1', 'bhs1'];

/** The longest DNS label, which a region's name becomes. */
const LONGEST_REGION = 63;

/** The settings that name the server. */
export type EndpointSettings = Pick<OpenTsdbRoot, 'url'> &
  Pick<DataSourceSettings<OpenTsdbOptions>, 'jsonData' | 'secureJsonFields'>;

/** The location of a data source's server. */
export type Endpoint =
  | { kind: 'region'; region: string }
  /** The region is a secret that a provisioning file sets: its name can't be shown. */
  | { kind: 'provisioned-region' }
  | { kind: 'url'; url: string };

/** A region's name is one DNS label in lower case, as it becomes part of a host name. */
export function isRegionName(text: string): boolean {
  return text.length <= LONGEST_REGION && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text);
}

/** The OpenTSDB endpoint of an OVH Metrics region. */
export function regionUrl(region: string): string {
  return `https://opentsdb.${region}.metrics.ovh.net`;
}

/**
 * The location in stored settings, by the backend's precedence: the clear region, the secret one, the custom URL. A new data
 * source is an empty region.
 */
export function endpointOf({ url, jsonData, secureJsonFields }: EndpointSettings): Endpoint {
  if (jsonData.region) {
    return { kind: 'region', region: jsonData.region };
  }
  if (secureJsonFields?.region) {
    return { kind: 'provisioned-region' };
  }
  return url ? { kind: 'url', url } : { kind: 'region', region: '' };
}

/** The server type, as far as the clear settings say: a region may be a secret. */
export function dialectOf({ region, dialect }: OpenTsdbOptions): DialectName {
  return region ? 'ovh' : (dialect ?? DEFAULTS.dialect);
}

/** The problem of a custom URL; pkg/settings refuses the same. */
export function urlProblem(text: string): string | undefined {
  const trimmed = text.trim();
  if (trimmed === '') {
    return undefined;
  }
  const url = parseUrl(trimmed);
  if (!url || !/^https?:$/.test(url.protocol) || url.hostname === '') {
    return t('config.url.invalid', 'Enter a URL that begins with http:// or https://, such as http://localhost:4242');
  }
  if (url.username || url.password) {
    return t('config.url.credentials', 'Remove the user or token from the URL and enter it under Authentication');
  }
  if (/[?#]/.test(trimmed)) {
    return t('config.url.query', 'Remove everything from ? or # on');
  }
  return undefined;
}

function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
