import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { expect, hosts, test } from './stage';

/** What is provisioned into a real Grafana, run through the backend against the demo server. */
const folder = path.resolve(__dirname, '..', '..', 'provisioning');

interface Results {
  results: Record<
    string,
    { error?: string; frames: Array<{ schema: { fields: Array<{ labels?: Record<string, string> }> } }> }
  >;
}

test('the alert rule makes one instance per host with points', async ({ stage, page }) => {
  const { groups } = parse(readFileSync(path.join(folder, 'alerting', 'hosts.yaml'), 'utf8'));
  const data = groups[0].rules[0].data
    .filter(({ datasourceUid }: { datasourceUid: string }) => datasourceUid !== '__expr__')
    .map((query: object) => ({ ...query, datasourceUid: stage.sources.ovh.uid }));
  const asked = { condition: 'cpu', now: new Date().toISOString(), data };
  const { results }: Results = await (await page.request.post('/api/v1/eval', { data: asked })).json();
  expect(results.cpu.error).toBeFalsy();
  const evaluated = results.cpu.frames.map(({ schema }) => schema.fields.find(({ labels }) => labels)?.labels?.host);
  expect(evaluated.sort()).toEqual(hosts);
});
