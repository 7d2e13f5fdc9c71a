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
  kind: 'function' | 'keyword' | 'name';
}

export interface Completions {
  place: Place;
  items: Completion[];
}

/** What can stand at an offset of a query's text. Names the server doesn't give are no reason to stop writing. */
export async function completionsAt(
  text: string,
  offset: number,
  { metadata }: OpenTsdbDataSource,
  server: Server
): Promise<Completions> {
  const place = placeAt(text, offset);
  switch (place.kind) {
    case 'aggregator':
      return { place, items: server.aggregators.map(aggregator) };
    case 'downsampler':
      return { place, items: server.downsampleAggregators.map(aggregator) };
    case 'fill':
      return {
        place,
        items: server.fillPolicies
          .filter(({ support }) => support !== 'refused')
          .map(({ policy, note }) => ({
            label: policy,
            detail: note || fillPolicyDescription(policy),
            kind: 'keyword',
          })),
      };
    case 'rate':
      return { place, items: ['counter', 'dropcounter'].map(keyword) };
    case 'metric': {
      const options = ['rate', 'rate{counter}', 'auto-avg-gaps', '1m-avg', 'explicit_tags'];
      return { place, items: [...(await names(metadata.metrics({ q: place.typed }))), ...options.map(keyword)] };
    }
    case 'tagKey':
      return { place, items: await names(metadata.tagKeys({ metric: place.metric, q: place.typed })) };
    case 'tagValue': {
      const functions = place.allowsFunction ? server.filterTypes.filter(({ support }) => support !== 'refused') : [];
      const values = await names(metadata.tagValues(place.key ?? '', { metric: place.metric, q: place.typed }));
      return {
        place,
        items: [
          ...values,
          ...functions.map(
            ({ type }): Completion => ({ label: `${type}()`, detail: operatorLabel(type), kind: 'function' })
          ),
        ],
      };
    }
  }
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
