import { type DataFrame } from '@grafana/data';

import { type Server } from '../../metadata/types';
import { isAutoInterval, parseDuration, roundInterval } from '../../query/interval';
import { type OpenTsdbQuery } from '../../query/model';

/**
 * The auto interval as the backend computes it: the longest of Grafana's interval, the data source's Min interval and the
 * server's resolution, rounded up. Undefined before the first request.
 * @param panelMs Grafana's interval, in milliseconds
 * @param min the data source's Min interval, as it is saved
 */
export function autoInterval(panelMs: number | undefined, min: string | undefined, server: Server): string | undefined {
  if (!panelMs) {
    return undefined;
  }
  const resolution = server.features.milliseconds ? 1 : 1000;
  return roundInterval(Math.max(panelMs, parseDuration(min ?? '') ?? 0, resolution));
}

/**
 * The interval that the backend used for an auto interval, as OpenTSDB writes it; longer than the panel's if the sample
 * interval is. Undefined without a result, and for the result of a fixed interval.
 * @param asked the query that the frames are the result of
 */
export function usedInterval(frames: DataFrame[], asked: OpenTsdbQuery): string | undefined {
  const interval: unknown = frames[0]?.meta?.custom?.interval;
  const isAuto = !asked.disableDownsampling && isAutoInterval(asked.downsampleInterval);
  return isAuto && typeof interval === 'string' ? interval : undefined;
}
