/** A line of the tree: a step of dotted names, a metric, or both. */
export interface TreeRow {
  /** The whole name up to here. */
  path: string;
  /** The part after the last dot. */
  segment: string;
  /** How many steps are above. */
  depth: number;
  /** Whether a metric is called exactly so. */
  isMetric: boolean;
  /** How many metrics are below. */
  count: number;
  isOpen: boolean;
  /** The place among the lines beside it, from 1, and how many these are. */
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

/** Stands for the path above all names: no name holds a control character. */
const TOP = '\u0000';

/** Dotted names as a tree. Only what is opened is ever parted, so that a hundred thousand names cost one look each. */
export class NameTree {
  private readonly children = new Map<string, Node[]>();

  constructor(private readonly names: string[]) {}

  /** The lines that are seen while these paths are open, from the top. */
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
   * What is open at first: the way to one metric, then level after level while all lines are few.
   * @param most how many lines are few
   */
  openAtFirst(most: number, metric = ''): Set<string> {
    let open = new Set(metric.split('.').map((_, i, segments) => segments.slice(0, i).join('.')));
    open.delete('');
    for (let depth = 0; ; depth++) {
      const level = this.rows(open).filter((row) => row.depth === depth && row.count > 0);
      const opened = new Set([...open, ...level.map(({ path }) => path)]);
      if (level.length === 0 || this.rows(opened).length > most) {
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
