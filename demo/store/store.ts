import { type PointSource, Series, type Tags } from './series';
import { Uids } from './uids';

/** A point to store; only tokens of its `application` see it. */
export interface PutPoint {
  metric: string;
  tags: Tags;
  /** Milliseconds. */
  time: number;
  value: number;
  integer: boolean;
}

/** The series of one application, by metric. */
class Application {
  readonly metrics = new Map<string, Map<string, Series>>();
}

/**
 * All series of the demo server, in memory. Series belong to applications, as on OVH Metrics, where a token sees only
 * those of its own; OpenTSDB has none, so there is only one.
 */
export class Store {
  readonly uids = { metrics: new Uids(), tagks: new Uids(), tagvs: new Uids() };
  private readonly applications = new Map<string, Application>();

  put(application: string, point: PutPoint): void {
    this.seriesOf(application, point.metric, point.tags).put(point.time, point.value, point.integer);
  }

  /** Adds a series whose points a source generates on demand. */
  feed(application: string, metric: string, tags: Tags, source: PointSource): void {
    this.seriesOf(application, metric, tags).feed(source);
  }

  /** The names of an application's metrics, in the order in which they were added. */
  metrics(application: string): string[] {
    return [...(this.applications.get(application)?.metrics.keys() ?? [])];
  }

  /** The series of one metric. */
  series(application: string, metric: string): Series[] {
    return [...(this.applications.get(application)?.metrics.get(metric)?.values() ?? [])];
  }

  /** Every series of an application. */
  allSeries(application: string): Series[] {
    const metrics = this.applications.get(application)?.metrics;
    return metrics ? [...metrics.values()].flatMap((series) => [...series.values()]) : [];
  }

  applicationNames(): string[] {
    return [...this.applications.keys()];
  }

  /** Removes a series. */
  drop(application: string, series: Series): void {
    const metrics = this.applications.get(application)?.metrics;
    const group = metrics?.get(series.metric);
    group?.delete(tagsKey(series.tags));
    if (group?.size === 0) {
      metrics?.delete(series.metric);
    }
  }

  private seriesOf(application: string, metric: string, tags: Tags): Series {
    let home = this.applications.get(application);
    if (!home) {
      this.applications.set(application, (home = new Application()));
    }
    let group = home.metrics.get(metric);
    if (!group) {
      this.uids.metrics.assign(metric);
      home.metrics.set(metric, (group = new Map()));
    }
    const key = tagsKey(tags);
    let series = group.get(key);
    if (!series) {
      for (const [tagk, tagv] of Object.entries(tags)) {
        this.uids.tagks.assign(tagk);
        this.uids.tagvs.assign(tagv);
      }
      group.set(key, (series = new Series(metric, { ...tags })));
    }
    return series;
  }
}

/** A text that is equal only for equal tags; no name has its separator. */
function tagsKey(tags: Tags): string {
  const keys = Object.keys(tags).sort();
  let text = '';
  for (const key of keys) {
    text += `${key}\0${tags[key]}\0`;
  }
  return text;
}
