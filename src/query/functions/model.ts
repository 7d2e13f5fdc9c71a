import { type SeriesFunction } from '../model';

/**
 * A function that the backend applies to a query's series, in the form that is saved. Saved queries list them in the order of
 * application, the inner one first. A synonym of gexp's or Graphite's becomes the canonical name at the next edit.
 */
export type FunctionCall = SeriesFunction;

export type FunctionParam = FunctionCall['params'][number];

/** How many functions a query may have. */
export const MAX_FUNCTIONS = 20;

/** gexp's function that names series; it becomes the query's alias. */
export const ALIAS = 'alias';
