import { type AnnotationEvent, type DataFrame, type Field, FieldType } from '@grafana/data';

/**
 * Reads events from frames as Grafana does for a plugin that leaves it to Grafana (annotations/standardAnnotationSupport
 * in its source): fields by their names, else the first time field and the first text field.
 */
export function eventsOf(frames: DataFrame[]): AnnotationEvent[] {
  return frames.flatMap((frame) => {
    const time = named(frame, 'time') ?? frame.fields.find(({ type }) => type === FieldType.time);
    if (!time) {
      return [];
    }
    const text = named(frame, 'text') ?? frame.fields.find(({ type }) => type === FieldType.string);
    const [title, timeEnd, tags, id] = ['title', 'timeEnd', 'tags', 'id'].map((name) => named(frame, name));
    return time.values.map((start: number, row: number) => ({
      time: start,
      timeEnd: value<number>(timeEnd, row),
      isRegion: (value<number>(timeEnd, row) ?? start) > start,
      title: value<string>(title, row),
      text: value<string>(text, row),
      tags: tagList(value(tags, row)),
      id: value<string>(id, row),
    }));
  });
}

function named(frame: DataFrame, name: string): Field | undefined {
  return frame.fields.find((field) => field.name.toLowerCase() === name.toLowerCase());
}

function value<T>(field: Field | undefined, row: number): T | undefined {
  return field?.values[row] ?? undefined;
}

/** Tags come as a list, or as text with commas. */
function tagList(tags: unknown): string[] {
  if (Array.isArray(tags)) {
    return tags.map(String);
  }
  return typeof tags === 'string' ? tags.split(',').map((tag) => tag.trim()) : [];
}
