import { type Metadata } from '../metadata/Metadata';
import { type SeriesList } from '../metadata/types';
import { type TagFilter } from '../query/model';

/** The tags of one metric's series. */
export interface MetricTags {
  /** Tag key to its values. */
  values: Map<string, Set<string>>;
  /** False: there are more series, which may have more keys and values. */
  complete: boolean;
}

/** How many metrics of a dashboard are looked up. */
const MAX_METRICS = 20;

/**
 * The tags of each metric, in its series that pass the filters. A metric that can't be looked up is left out, as its panel
 * reports why. Throws if none can be.
 */
export async function tagsOfMetrics(
  metadata: Metadata,
  metrics: string[],
  filters: TagFilter[] = []
): Promise<Map<string, MetricTags>> {
  const asked = metrics.slice(0, MAX_METRICS);
  const found = await Promise.allSettled(asked.map((metric) => metadata.series({ metric, filters })));
  const failure = found.find(({ status }) => status === 'rejected') as PromiseRejectedResult | undefined;
  if (failure && found.every(({ status }) => status === 'rejected')) {
    throw failure.reason;
  }
  const tags = new Map<string, MetricTags>();
  found.forEach((result, i) => {
    if (result.status === 'fulfilled') {
      tags.set(asked[i], tagsOf(result.value));
    }
  });
  return tags;
}

function tagsOf({ series, complete }: SeriesList): MetricTags {
  const values = new Map<string, Set<string>>();
  for (const { tags } of series) {
    for (const [key, value] of Object.entries(tags)) {
      values.set(key, (values.get(key) ?? new Set()).add(value));
    }
  }
  return { values, complete };
}
