import { expect } from '@playwright/test';
import { test as grafana } from './grafana';
import { test as workbench } from './workbench';

/** A real Grafana is where GRAFANA_URL says; without it, the workbench is started. */
export const onGrafana = Boolean(process.env.GRAFANA_URL);

/** Tests that are the same in the workbench and in a real Grafana. */
export const test = (onGrafana ? grafana : workbench) as unknown as typeof workbench;

/** The servers that there are demo servers of here. */
export const servers =
  onGrafana && !process.env.DEMO_OPENTSDB_URL ? (['ovh'] as const) : (['ovh', 'opentsdb'] as const);

export { expect };
export * from './Stage';
