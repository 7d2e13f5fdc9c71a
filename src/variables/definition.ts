import { filterToTag } from '../query/filters';
import { type VariableQuery } from './model';

/**
 * A variable's query as one line of text, which Grafana shows as its definition: in the text form of the built-in data source, as
 * far as that can express it. `*` means any text around a search.
 */
export function definitionOf(query: VariableQuery): string {
  const { kind, metric = '', key = '', filters = [], withinRange } = query;
  const conditions = filters.map((filter) => `${filter.tagk}=${filterToTag(filter)}`);
  const search = pattern(query);
  switch (kind) {
    case 'metrics':
      return call('metrics', withoutStar(search));
    case 'tagKeys':
      return metric ? call('tag_names', metric, ...conditions, search) : call('suggest_tagk', withoutStar(search));
    case 'tagValues':
      return metric || key
        ? call('tag_values', metric || '*', key || '*', ...conditions, search, withinRange ? 'within range' : '')
        : call('suggest_tagv', withoutStar(search));
    case 'series':
      return call('series', metric, ...conditions, withinRange ? 'within range' : '');
  }
}

function call(name: string, ...args: string[]): string {
  return `${name}(${args.filter(Boolean).join(', ')})`;
}

function pattern({ search = '', match }: VariableQuery): string {
  if (search === '') {
    return '';
  }
  return match === 'prefix' ? `${search}*` : `*${search}*`;
}

/** A prefix in the older text form. */
function withoutStar(text: string): string {
  return text.startsWith('*') ? text : text.replace(/\*$/, '');
}
