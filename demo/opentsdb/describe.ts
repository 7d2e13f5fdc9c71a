import { isAggregator } from './aggregators';
import { parseDownsampling } from './downsample';
import { type Query, type SubQuery } from './queryModel';
import { type Abilities } from './versions';

/** A query as OpenTSDB describes it in the details of an error. */
export function describe(query: Query, abilities: Abilities): string {
  const subQueries = query.queries.map((sub) => describeSubQuery(sub, abilities)).join(', ');
  return (
    `TSQuery(start_time=${query.start}, end_time=${query.end}, subQueries[${subQueries}] ` +
    `padding=${query.padding}, no_annotations=${query.noAnnotations}, ` +
    `with_global_annotations=${query.globalAnnotations}, show_tsuids=${query.showTsuids}, ` +
    `ms_resolution=${query.msResolution}, options=[])`
  );
}

function describeSubQuery(sub: SubQuery, abilities: Abilities): string {
  const filters = sub.filters.map(
    ({ type, tagk, groupBy, debug }) =>
      `filter_name=${type}, tagk=${tagk}, group_by=${groupBy}, tagk_bytes=null, config=${debug}`
  );
  return (
    `TSSubQuery(metric=${sub.metric ?? ''}, filters=[${filters.join(', ')}], tsuids=[${sub.tsuids.join(', ')}], ` +
    `agg=${sub.aggregator}, downsample=${sub.downsample}, ds_interval=${interval(sub, abilities)}, ` +
    `rate=${sub.rate}, rate_options=${sub.rateOptions ? describeRate(sub.rateOptions) : null}` +
    (abilities.explicitTags ? ', explicit_tags=explicit_tags, index=0' : '') +
    (abilities.percentiles
      ? `, percentiles=${sub.percentiles ? `[${sub.percentiles.join(', ')}]` : null}, show_histogram_buckets=false)`
      : ')')
  );
}

function describeRate(options: NonNullable<SubQuery['rateOptions']>): string {
  const { counter, counterMax, resetValue, dropResets } = options;
  return `RateOptions(counter=${counter}, counterMax=${counterMax}, resetValue=${resetValue}, dropResets=${dropResets})`;
}

/** The interval of a valid downsampling, otherwise 0; also 0 with an unknown aggregator, after which OpenTSDB parses no more. */
function interval({ aggregator, downsample }: SubQuery, abilities: Abilities): number {
  if (!downsample || !isAggregator(aggregator, abilities)) {
    return 0;
  }
  try {
    return parseDownsampling(downsample, abilities).interval;
  } catch {
    return 0;
  }
}
