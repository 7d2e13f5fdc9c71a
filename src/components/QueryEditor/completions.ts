import { getTemplateSrv } from '@grafana/runtime';
import { t } from '@grafana/i18n';

import { type OpenTsdbDataSource } from '../../datasource';
import { type Names, type Server } from '../../metadata/types';
import { aggregatorDescription } from '../../query/aggregators';
import { fillPolicyDescription } from '../../query/fillPolicies';
import { operatorLabel } from '../../query/filters';
import { explanationOf, FUNCTIONS } from '../../query/functions/definitions';
import { functionByAnyName, paramByAnyName, SYNONYMS } from '../../query/functions/synonyms';
import { type Place, placeAt } from '../../query/text/complete';

/** One item of a list of completions. */
export interface Completion {
  label: string;
  detail?: string;
  kind: 'function' | 'keyword' | 'name' | 'variable';
  /** For a function around the query: the text before the query, and the text after it. */
  around?: { before: string; behind: string };
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

/** Completions at an offset of a query's text. If the server fails, there are none of its names. */
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
      return [...server.aggregators.map(aggregator), ...functions()];
    case 'param':
      return paramItems(place, { datasource, server, signal });
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

/** Functions, by their own names and by those of gexp and Graphite. */
function functions(): Completion[] {
  return [...FUNCTIONS, ...SYNONYMS].map(({ name, example }) => {
    const [before, behind] = example.split('query');
    const detail = explanationOf(functionByAnyName(name)?.name ?? '');
    return { label: name, detail, kind: 'function', around: { before, behind } };
  });
}

/** The values of a parameter that has only a few. */
async function paramItems({ call, metric, typed }: Place, { datasource, signal }: Context): Promise<Completion[]> {
  const param = call && paramByAnyName(call.name, call.param ?? 0);
  switch (param?.type) {
    case undefined:
    case 'count':
    case 'number':
      return [];
    case 'length':
    case 'shift':
      return TIMES.map((time) => keyword(`'${time}'`));
    case 'tagKey':
      return names(
        datasource.metadata.tagKeys({ metric: datasource.resolve({ refId: '', metric }).metric, q: typed }, signal)
      );
    default:
      return (param?.options ?? []).map(keyword);
  }
}

const TIMES = ['10m', '1h', '1d', '1w'];

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

async function names(response: Promise<Names>): Promise<Completion[]> {
  try {
    return (await response).values.map((label) => ({ label, kind: 'name' }));
  } catch {
    return [];
  }
}
