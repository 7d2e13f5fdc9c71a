import { type OpenTsdbOptions } from './types';

/** What a setting means that is missing; the backend's pkg/settings says the same, and decides. */
export const DEFAULTS = {
  tokenTransport: 'basic',
  dialect: 'opentsdb',
  lookupLimit: 1000,
  maxResponseMB: 256,
  maxSeries: 10_000,
  responseCacheMB: 64,
} as const satisfies OpenTsdbOptions;
