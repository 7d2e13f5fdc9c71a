import { type OpenTsdbOptions } from './types';

/** Defaults of unset settings; must match the backend's pkg/settings, which decides. */
export const DEFAULTS = {
  tokenTransport: 'basic',
  dialect: 'opentsdb',
  lookupLimit: 1000,
  maxResponseMB: 256,
  maxSeries: 10_000,
  responseCacheMB: 64,
} as const satisfies OpenTsdbOptions;
