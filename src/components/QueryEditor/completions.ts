import { getTemplateSrv } from '@grafana/runtime';
import { t } from '@grafana/i18n';

import { type OpenTsdbDataSource } from '../../datasource';
import { type Names, type Server } from '../../metadata/types';
import { aggregatorDescription } from '../../query/aggregators';
import { fillPolicyDescription } from '../../query/fillPolicies';
import { operatorLabel } from '../../query/filters';
import { type Place, placeAt } from '../../query/text/complete';

/** One line of a list of completions. */
export interface Completion {
  label: string;
  detail?: string;
  kind: 'function' | 'keyword' | 'name' | 'variable';
}

export interface Completions {
  place: Place;
  items: Completion[];
}

interface Context {
  datasource: OpenTsdbDataSource;
  server: Server;
  signal: AbortSignal;
}

/** What can stand at an offset of a query's text. Names the server doesn't give are no reason to stop writing. */
export async function completionsAt(text: string, offset: number, context: Context): Promise<Completions> {
  const place = placeAt(text, offset);
  return { place, items: [...(await ownItems(place, context)), ...variables(place)] };
}

async function ownItems(place: Place, { datasource, server, signal }: Context): Promise<Completion[]> {
  const { metadata } = datasource;
  const { metric } = datasource.resolve({ refId: '', metric: place.metric });
  switch (place.kind) {
    case 'none':
      return [];
    case 'aggregator':
      return server.aggregators.map(aggregator);
    case 'downsampler':
      return server.downsampleAggregators.map(aggregator);
    case 'fill':
      return server.fillPolicies
        .filter(({ support }) => support !== 'refused')
        .map(({ policy, note }) => ({
          label: policy,
          detail: note || fillPolicyDescription(policy),
          kind: 'keyword',
        }));
    case 'rate':
      return ['counter', 'dropcounter'].map(keyword);
    case 'metric': {
      const options = ['rate', ...(server.features.counter ? ['rate{counter}'] : []), 'auto-avg-gaps', '1m-avg'];
      const metrics = await names(metadata.metrics({ q: place.typed }, signal));
      return [...metrics, ...[...options, 'explicit_tags'].map(keyword)];
    }
    case 'tagKey':
      return names(metadata.tagKeys({ metric, q: place.typed }, signal));
    case 'tagValue': {
      const functions = place.allowsFunction ? server.filterTypes.filter(({ support }) => support !== 'refused') : [];
      const key = getTemplateSrv().replace(place.key ?? '');
      return [
        ...(await names(metadata.tagValues(key, { metric, q: place.typed }, signal))),
        ...functions.map(
          ({ type }): Completion => ({ label: `${type}()`, detail: operatorLabel(type), kind: 'function' })
        ),
      ];
    }
  }
}

/** Dashboard variables can stand for any name. */
function variables({ kind }: Place): Completion[] {
  return kind === 'none' || kind === 'rate'
    ? []
    : getTemplateSrv()
        .getVariables()
        .map(({ name }) => ({
          label: `$${name}`,
          detail: t('picker.variable', 'Dashboard variable'),
          kind: 'variable',
        }));
}

function aggregator(name: string): Completion {
  return { label: name, detail: aggregatorDescription(name), kind: 'function' };
}

function keyword(label: string): Completion {
  return { label, kind: 'keyword' };
}

async function names(answer: Promise<Names>): Promise<Completion[]> {
  try {
    return (await answer).values.map((label) => ({ label, kind: 'name' }));
  } catch {
    return [];
  }
}
