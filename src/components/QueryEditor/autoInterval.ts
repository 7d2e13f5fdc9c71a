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
