import { type DataFrame } from '@grafana/data';

import { type Server } from '../../metadata/types';
import { parseDuration, roundInterval } from '../../query/interval';

/**
 * The auto interval as the backend takes it: the longest of Grafana's, the data source's least and the server's
 * resolution, rounded up. Undefined before Grafana has asked for anything.
 * @param panelMs Grafana's, in milliseconds
 * @param least the data source's least interval, as it is written
 */
export function autoInterval(
  panelMs: number | undefined,
  least: string | undefined,
  server: Server
): string | undefined {
  if (!panelMs) {
    return undefined;
  }
  const resolution = server.features.milliseconds ? 1 : 1000;
  return roundInterval(Math.max(panelMs, parseDuration(least ?? '') ?? 0, resolution));
}

/**
 * The interval that the backend answered with, as OpenTSDB writes it: longer than the panel's where the stored points lie
 * further apart. Undefined when no answer says.
 */
export function answeredInterval(frames: DataFrame[]): string | undefined {
  const interval: unknown = frames[0]?.meta?.custom?.interval;
  return typeof interval === 'string' ? interval : undefined;
}
