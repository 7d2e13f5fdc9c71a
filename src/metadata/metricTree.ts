/** A step of dotted metric names: what `sys.cpu` and its continuations share. */
export interface MetricNode {
  /** The part after the last dot. */
  segment: string;
  /** The whole name up to here. */
  path: string;
  /** Whether a metric is called exactly so. */
  isMetric: boolean;
  /** How many metrics are here and below. */
  count: number;
  children: MetricNode[];
}

/** Dotted names as a tree, in the order of the names given. */
export function metricTree(names: string[]): MetricNode[] {
  const root: MetricNode = { segment: '', path: '', isMetric: false, count: 0, children: [] };
  const nodes = new Map<string, MetricNode>([['', root]]);
  for (const name of names) {
    let parent = root;
    for (const segment of name.split('.')) {
      const path = parent === root ? segment : `${parent.path}.${segment}`;
      let node = nodes.get(path);
      if (!node) {
        node = { segment, path, isMetric: false, count: 0, children: [] };
        nodes.set(path, node);
        parent.children.push(node);
      }
      node.count++;
      parent = node;
    }
    parent.isMetric = true;
  }
  return root.children;
}

/** The tags of a list of series: each key with its values, both sorted. */
export function tagsOfSeries(
  series: Array<{ tags: Record<string, string> }>
): Array<{ key: string; values: string[] }> {
  const values = new Map<string, Set<string>>();
  for (const { tags } of series) {
    for (const [key, value] of Object.entries(tags)) {
      values.set(key, (values.get(key) ?? new Set()).add(value));
    }
  }
  return [...values.keys()].sort().map((key) => ({ key, values: [...values.get(key)!].sort() }));
}
