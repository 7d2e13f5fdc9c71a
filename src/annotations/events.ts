import { type AnnotationEvent, type DataFrame, type Field, FieldType, type Labels } from '@grafana/data';

import { type OpenTsdbAnnotationQuery, type EventTemplate, readTemplate } from './model';

/** The events in the response to an annotation's query, oldest first. */
export function eventsOf({ queryType, event }: OpenTsdbAnnotationQuery, frames: DataFrame[]): AnnotationEvent[] {
  const { template } = readTemplate(event);
  const events = frames.flatMap((frame) =>
    queryType === 'annotations' ? storedEvents(frame) : pointEvents(frame, template)
  );
  return events.sort((a, b) => (a.time ?? 0) - (b.time ?? 0));
}

/** The server's own annotations, in the fields that pkg/frames writes. */
function storedEvents(frame: DataFrame): AnnotationEvent[] {
  const field = (name: string) => frame.fields.find((one) => one.name === name)?.values;
  const [time, timeEnd, title, text, tags] = ['time', 'timeEnd', 'title', 'text', 'tags'].map(field);
  return Array.from({ length: frame.length }, (_, i) => ({
    time: time?.[i],
    ...(timeEnd?.[i] != null && { timeEnd: timeEnd[i], isRegion: true }),
    title: title?.[i] || undefined,
    text: text?.[i] || undefined,
    tags: splitTags(tags?.[i]),
  }));
}

/** An event for each point of each series. The name of a series' field is its metric. */
function pointEvents(frame: DataFrame, template: EventTemplate): AnnotationEvent[] {
  const time = frame.fields.find(({ type }) => type === FieldType.time);
  const { title = '$metric', text = '$value', tags = '' } = template;
  if (!time) {
    return [];
  }
  return frame.fields
    .filter(({ type }) => type === FieldType.number)
    .flatMap((field) =>
      Array.from({ length: frame.length }, (_, i) => i)
        .filter((i) => field.values[i] != null)
        .map((i) => {
          const fill = (pattern: string) =>
            fillTemplate(pattern, field.name, field, field.values[i], field.labels ?? {});
          return { time: time.values[i], title: fill(title), text: fill(text), tags: splitTags(fill(tags)) };
        })
    );
}

/** Unknown placeholders stay as they are, so that a typo can be seen. */
function fillTemplate(pattern: string, metric: string, field: Field, value: unknown, labels: Labels): string {
  const shown = field.display ? field.display(value).text : String(value);
  return pattern.replace(
    /\$(metric|value|tag_([\p{L}\p{N}_]+))|\$\{(metric|value|tag_([^}]+))\}|\[\[(metric|value|tag_([^\]]+))\]\]/gu,
    (match, a, keyA, b, keyB, c, keyC) => {
      const name = a ?? b ?? c;
      if (name === 'metric') {
        return metric;
      }
      return name === 'value' ? shown : (labels[keyA ?? keyB ?? keyC] ?? match);
    }
  );
}

function splitTags(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((tag) => tag.trim())
    .filter(Boolean);
}
