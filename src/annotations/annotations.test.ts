import { lastValueFrom } from 'rxjs';

import { type AnnotationQuery, type DataFrame, FieldType, toDataFrame } from '@grafana/data';

import { annotationSupport } from './annotationSupport';
import { type OpenTsdbAnnotationQuery } from './model';

type Saved = AnnotationQuery<OpenTsdbAnnotationQuery>;
const saved = (fields: object) => ({ name: 'A', enable: true, iconColor: 'red', ...fields }) as unknown as Saved;

const eventsOf = (target: Partial<OpenTsdbAnnotationQuery>, frames: DataFrame[]) =>
  lastValueFrom(annotationSupport.processEvents!(saved({ target: { refId: 'Anno', ...target } }), frames));

describe("an annotation of Grafana's built-in OpenTSDB data source", () => {
  it.each([
    ['flat', { target: 'deploys', isGlobal: true }, true],
    ['in an object', { target: { fromAnnotations: true, target: 'deploys', isGlobal: true } }, true],
    ['without global ones', { target: { target: 'deploys' } }, false],
  ])('reads the stored annotations of its metric: %s', (_, fields, isGlobal) => {
    const query = { refId: 'Anno', queryType: 'annotations', metric: 'deploys', isGlobal };
    const prepared = annotationSupport.prepareAnnotation!(saved(fields));
    expect(prepared.target).toEqual(query);
    expect(annotationSupport.prepareAnnotation!(prepared)).toEqual(prepared);
    expect(annotationSupport.prepareQuery!(saved(fields))).toEqual(query);
  });

  it('of our own is left as it is', () => {
    const own = saved({ target: { refId: 'Anno', metric: 'm' } });
    expect(annotationSupport.prepareAnnotation!(own)).toBe(own);
  });
});

describe('events', () => {
  it('are stored annotations, with regions', async () => {
    const frame = toDataFrame({
      fields: [
        { name: 'time', type: FieldType.time, values: [2000, 1000] },
        { name: 'timeEnd', type: FieldType.time, values: [3000, null] },
        { name: 'title', type: FieldType.string, values: ['Deploy', ''] },
        { name: 'text', type: FieldType.string, values: ['v2', 'Note'] },
        { name: 'tags', type: FieldType.string, values: ['host:a,dc:gra', ''] },
      ],
    });
    await expect(eventsOf({ queryType: 'annotations' }, [frame])).resolves.toEqual([
      { time: 1000, title: undefined, text: 'Note', tags: [] },
      { time: 2000, timeEnd: 3000, isRegion: true, title: 'Deploy', text: 'v2', tags: ['host:a', 'dc:gra'] },
    ]);
  });

  it('are points of a metric, written by templates', async () => {
    const frame = toDataFrame({
      fields: [
        { name: 'Time', type: FieldType.time, values: [1000, 2000, 3000] },
        { name: 'deploys', type: FieldType.number, values: [3, null, 4], labels: { host: 'web01' } },
      ],
    });
    const event = { title: '$metric on ${tag_host}', text: 'to [[value]], $tag_rack', tags: '$tag_host, deploy' };
    await expect(eventsOf({ metric: 'deploys', event }, [frame])).resolves.toEqual([
      { time: 1000, title: 'deploys on web01', text: 'to 3, $tag_rack', tags: ['web01', 'deploy'] },
      { time: 3000, title: 'deploys on web01', text: 'to 4, $tag_rack', tags: ['web01', 'deploy'] },
    ]);
  });

  it('are named by the metric of their own series, also in a query of several', async () => {
    const frameOf = (name: string) =>
      toDataFrame({
        fields: [
          { name: 'Time', type: FieldType.time, values: [1000] },
          { name, type: FieldType.number, values: [1] },
        ],
      });
    const events = await eventsOf({ metric: 'deploys|restarts' }, [frameOf('deploys'), frameOf('restarts')]);
    expect(events?.map(({ title }) => title)).toEqual(['deploys', 'restarts']);
  });

  it('are those of every series of a wide frame', async () => {
    const frame = toDataFrame({
      fields: [
        { name: 'Time', type: FieldType.time, values: [1000] },
        { name: 'deploys', type: FieldType.number, values: [1], labels: { host: 'web01' } },
        { name: 'deploys', type: FieldType.number, values: [2], labels: { host: 'web02' } },
      ],
    });
    const events = await eventsOf({ metric: 'deploys', event: { text: '$tag_host' } }, [frame]);
    expect(events?.map(({ text }) => text)).toEqual(['web01', 'web02']);
  });

  it('ignore parts of a template that have a wrong type', async () => {
    const frame = toDataFrame({
      fields: [
        { name: 'Time', type: FieldType.time, values: [1000] },
        { name: 'deploys', type: FieldType.number, values: [1] },
      ],
    });
    const event = { title: 2024, text: ['x'], tags: null } as unknown as OpenTsdbAnnotationQuery['event'];
    await expect(eventsOf({ metric: 'deploys', event }, [frame])).resolves.toEqual([
      { time: 1000, title: '2024', text: '1', tags: [] },
    ]);
  });
});
