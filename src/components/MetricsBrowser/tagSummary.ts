/** One tag key of a metric's series. */
export interface TagSummary {
  key: string;
  /** Its values and how many series have each, the most frequent first. */
  values: Array<{ value: string; count: number }>;
}

/** The tag keys of a list of series, by name. */
export function summarizeTags(series: Array<{ tags: Record<string, string> }>): TagSummary[] {
  const counts = new Map<string, Map<string, number>>();
  for (const { tags } of series) {
    for (const key in tags) {
      let values = counts.get(key);
      if (!values) {
        values = new Map();
        counts.set(key, values);
      }
      values.set(tags[key], (values.get(tags[key]) ?? 0) + 1);
    }
  }
  return [...counts.keys()].sort(byText).map((key) => ({
    key,
    values: [...counts.get(key)!]
      .map(([value, count]) => ({ value, count }))
      .sort((a, b) => b.count - a.count || byText(a.value, b.value)),
  }));
}

const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
