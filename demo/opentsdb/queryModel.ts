import { type TagFilter } from './filters';
import { type RateOptions } from './rate';

/** An unchecked sub-query, with its filters built. */
export interface SubQuery {
  metric: string | null;
  aggregator: string | null;
  downsample: string | null;
  rate: boolean;
  rateOptions: RateOptions | null;
  filters: TagFilter[];
  tsuids: string[];
  explicitTags: boolean;
  percentiles: number[] | null;
}

/** An unchecked query of a GET or POST. */
export interface Query {
  start: string | null;
  end: string | null;
  timezone: string | null;
  useCalendar: boolean;
  queries: SubQuery[];
  msResolution: boolean;
  noAnnotations: boolean;
  globalAnnotations: boolean;
  showQuery: boolean;
  showTsuids: boolean;
  showStats: boolean;
  showSummary: boolean;
  padding: boolean;
  delete: boolean;
}

export const EMPTY_QUERY: Query = {
  start: null,
  end: null,
  timezone: null,
  useCalendar: false,
  queries: [],
  msResolution: false,
  noAnnotations: false,
  globalAnnotations: false,
  showQuery: false,
  showTsuids: false,
  showStats: false,
  showSummary: false,
  padding: false,
  delete: false,
};

export const EMPTY_SUB_QUERY: SubQuery = {
  metric: null,
  aggregator: null,
  downsample: null,
  rate: false,
  rateOptions: null,
  filters: [],
  tsuids: [],
  explicitTags: false,
  percentiles: null,
};
