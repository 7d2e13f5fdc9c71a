import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { parse } from 'yaml';

/** What is provisioned into a real Grafana, run through the backend against the demo server. */
const folder = path.resolve(__dirname, '..', '..', 'provisioning');

interface Results {
  results: Record<
    string,
    { error?: string; frames: Array<{ schema: { fields: Array<{ labels?: Record<string, string> }> } }> }
  >;
}

function labels({ results }: Results, refId: string): Array<Record<string, string> | undefined> {
  return results[refId].frames.map(({ schema }) => schema.fields[1].labels);
}

test('the alert rule makes one instance per living host', async ({ request }) => {
  const { groups } = parse(readFileSync(path.join(folder, 'alerting', 'hosts.yaml'), 'utf8'));
  const [rule] = groups[0].rules;
  const data = rule.data.filter(({ datasourceUid }: { datasourceUid: string }) => datasourceUid !== '__expr__');
  const answer: Results = await (await request.post('/api/v1/eval', { data: { data } })).json();
  expect(answer.results.cpu.error).toBeUndefined();
  const hosts = labels(answer, 'cpu').map((one) => one?.host);
  expect(hosts.sort()).toEqual(['db01', 'web01', 'web02', 'web03']);
});
