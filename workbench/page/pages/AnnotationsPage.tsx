import React, { useMemo } from 'react';
import { useObservable } from 'react-use';
import {
  type AnnotationEvent,
  type AnnotationQuery,
  CoreApp,
  type DataFrame,
  DataFrameView,
  type DataSourceApi,
  dateTimeFormat,
} from '@grafana/data';
import { dataLayers, SceneDataLayerSet, sceneGraph, SceneReactObject } from '@grafana/scenes';
import { type Column, InteractiveTable, Stack, TagList } from '@grafana/ui';
import { results } from '../grafana/runRequest';
import { Failure } from '../parts/Failure';
import { Section } from '../parts/Section';
import { PageScene, scenePage } from '../scenes/PageScene';
import { hostVariable } from '../scenes/variables';

/** An annotation query: the plugin's editor for it, and the events that a dashboard would show. */
export const AnnotationsPage = scenePage((dataSource) => {
  const query = { name: 'Workbench', enable: true, iconColor: 'red', datasource: dataSource.getRef() };
  const layer = new dataLayers.AnnotationsDataLayer({ name: query.name, query });
  return new PageScene({
    app: CoreApp.Dashboard,
    variables: [hostVariable()],
    $data: new SceneDataLayerSet({ layers: [layer] }),
    body: new SceneReactObject({ component: AnnotationEditor, props: { dataSource, layer } }),
  });
});

interface Props {
  dataSource: DataSourceApi;
  layer: dataLayers.AnnotationsDataLayer;
}

function AnnotationEditor({ dataSource, layer }: Props) {
  const { query: annotation, data: events } = layer.useState();
  const { value: range } = sceneGraph.getTimeRange(layer).useState();
  // The query's frames before they become events: this page has no other queries.
  const data = useObservable(results);
  const support = dataSource.annotations;
  const Editor = support?.QueryEditor;
  const change = (query: AnnotationQuery) => layer.setState({ query });
  return (
    <Stack direction="column" grow={1} gap={2}>
      <Section label="Annotation">
        {Editor && (
          <Editor
            app={CoreApp.Dashboard}
            datasource={dataSource}
            query={annotation.target ?? { refId: 'Anno', ...support.getDefaultQuery?.() }}
            range={range}
            data={data}
            annotation={annotation}
            onAnnotationChange={change}
            onChange={(target) => change({ ...annotation, target })}
            onRunQuery={() => layer.runLayer()}
          />
        )}
      </Section>
      {data?.errors?.map((error, index) => (
        <Failure key={index} error={error} />
      ))}
      <Events frame={events?.series[0]} />
    </Stack>
  );
}

const columns: Array<Column<AnnotationEvent>> = [
  { id: 'time', header: 'Time', cell: ({ row }) => dateTimeFormat(row.original.time ?? 0) },
  {
    id: 'timeEnd',
    header: 'End',
    cell: ({ row }) => row.original.isRegion && dateTimeFormat(row.original.timeEnd ?? 0),
  },
  { id: 'title', header: 'Title' },
  { id: 'text', header: 'Text' },
  { id: 'tags', header: 'Tags', cell: ({ row }) => <TagList tags={row.original.tags ?? []} /> },
];

function Events({ frame }: { frame?: DataFrame }) {
  const events = useMemo(() => (frame ? new DataFrameView<AnnotationEvent>(frame).toArray() : []), [frame]);
  return (
    <Section label="Events">
      <p>{events.length === 1 ? '1 event' : `${events.length} events`}</p>
      <InteractiveTable columns={columns} data={events} getRowId={(_, index) => String(index)} pageSize={50} />
    </Section>
  );
}
