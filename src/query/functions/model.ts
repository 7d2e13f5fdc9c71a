import { type SeriesFunction } from '../model';

/**
 * A function that the backend applies to a query's series, as it is saved: pkg/functions reads the same. Saved queries
 * hold a list of them in the order of application, the inner one first. A synonym of gexp's or Graphite's is read, and
 * written canonically at the next edit; a template variable is text.
 */
export type FunctionCall = SeriesFunction;

export type FunctionParam = FunctionCall['params'][number];

/** The most functions of one query. */
export const MAX_FUNCTIONS = 20;

/** gexp's function that names series: the query's alias here. */
export const ALIAS = 'alias';
