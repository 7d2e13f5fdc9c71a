import { type Dashboard } from '@grafana/schema';

import { compare } from './compare';
import { health } from './health';
import { hosts } from './hosts';
import { series } from './series';
import { vscope } from './vscope';

/** The dashboards that the plugin brings, by the name of their file in src/dashboards. */
export const dashboards: Record<string, Dashboard> = {
  'vscope.json': vscope,
  'hosts.json': hosts,
  'series.json': series,
  'compare.json': compare,
  'health.json': health,
};
