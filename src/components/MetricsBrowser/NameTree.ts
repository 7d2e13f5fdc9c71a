/** A row of the tree: a level of dotted names, a metric, or both. */
export interface TreeRow {
  /** The full name up to here. */
  path: string;
  /** The part after the last dot. */
  segment: string;
  /** How many levels are above. */
  depth: number;
  /** Whether a metric has exactly this name. */
  isMetric: boolean;
  /** How many metrics are below. */
  count: number;
  isOpen: boolean;
  /** The position among its siblings, from 1, and their number. */
  position: number;
  siblings: number;
}

interface Node {
  path: string;
  segment: string;
  isMetric: boolean;
  /** The names below. */
  names: string[];
}

/** The path of the root: no name has a control character. */
const TOP = '\u0000';

/** Dotted names as a tree. Only expanded levels are split, so that a hundred thousand names take linear time. */
export class NameTree {
  private readonly children = new Map<string, Node[]>();

  constructor(private readonly names: string[]) {}

  /** The visible rows while these paths are expanded, from the top. */
  rows(open: ReadonlySet<string>): TreeRow[] {
    const rows: TreeRow[] = [];
    const add = (nodes: Node[], depth: number) =>
      nodes.forEach(({ path, segment, isMetric, names }, i) => {
        const isOpen = names.length > 0 && open.has(path);
        const place = { position: i + 1, siblings: nodes.length };
        rows.push({ path, segment, depth, isMetric, count: names.length, isOpen, ...place });
        if (isOpen) {
          add(this.childrenOf(path, names), depth + 1);
        }
      });
    add(this.childrenOf(undefined, this.names), 0);
    return rows;
  }

  /**
   * The paths that are expanded at first: those above one metric, then level by level up to a number of rows.
   * @param maxRows how many rows may be visible
   */
  openAtFirst(maxRows: number, metric = ''): Set<string> {
    let open = new Set(metric.split('.').map((_, i, segments) => segments.slice(0, i).join('.')));
    open.delete('');
    for (let depth = 0; ; depth++) {
      const level = this.rows(open).filter((row) => row.depth === depth && row.count > 0);
      const opened = new Set([...open, ...level.map(({ path }) => path)]);
      if (level.length === 0 || this.rows(opened).length > maxRows) {
        return open;
      }
      open = opened;
    }
  }

  private childrenOf(path: string | undefined, names: string[]): Node[] {
    const key = path ?? TOP;
    const known = this.children.get(key);
    if (known) {
      return known;
    }
    const prefix = path === undefined ? '' : `${path}.`;
    const nodes = new Map<string, Node>();
    for (const name of names) {
      const dot = name.indexOf('.', prefix.length);
      const segment = name.slice(prefix.length, dot < 0 ? undefined : dot);
      let node = nodes.get(segment);
      if (!node) {
        node = { path: prefix + segment, segment, isMetric: false, names: [] };
        nodes.set(segment, node);
      }
      if (dot < 0) {
        node.isMetric = true;
      } else {
        node.names.push(name);
      }
    }
    const list = [...nodes.values()];
    this.children.set(key, list);
    return list;
  }
}
