/** `npm run dashboards`: writes src/dashboards from their descriptions in tools/dashboards. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { dashboards } from './dashboards';
import { fail } from './lib/output';
import { inRoot } from './lib/paths';

async function main(): Promise<void> {
  const folder = inRoot('src', 'dashboards');
  mkdirSync(folder, { recursive: true });
  for (const [name, dashboard] of Object.entries(dashboards)) {
    const path = `${folder}/${name}`;
    const text = await format(JSON.stringify(dashboard), { ...(await resolveConfig(path)), filepath: path });
    writeFileSync(path, text);
    console.log(`${name}: ${dashboard.title}`);
  }
}

main().catch(fail);
