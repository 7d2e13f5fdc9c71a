import React from 'react';
import {
  type AnnotationEvent,
  type AnnotationQuery,
  CoreApp,
  DataFrameView,
  dateTimeFormat,
  type PanelData,
} from '@grafana/data';
import {
  dataLayers,
  type SceneComponentProps,
  sceneGraph,
  SceneObjectBase,
  type SceneObjectState,
} from '@grafana/scenes';
import { Alert, Stack, TagList } from '@grafana/ui';
import { useDataSource } from '../grafana/dataSources';
import { results } from '../grafana/runRequest';
import { DataTable } from '../parts/DataTable';
import { Inspector } from '../parts/Inspector';
import { Section } from '../parts/Section';
import { PageScene, scenePage } from '../scenes/PageScene';
import { variablesInScope } from '../scenes/variables';

/** An annotation query: the plugin's editor for it, and the events that a dashboard would show. */
export const AnnotationsPage = scenePage(
  (uid) =>
    new PageScene({ app: CoreApp.Dashboard, uid, variables: variablesInScope(), body: new AnnotationEditing(uid) })
);

interface EditingState extends SceneObjectState {
  uid: string;
  layer: dataLayers.AnnotationsDataLayer;
  /** What the query brought, before events were made of it. */
  data?: PanelData;
}

class AnnotationEditing extends SceneObjectBase<EditingState> {
  static Component = AnnotationEditingRenderer;

  constructor(uid: string) {
    const query = { name: 'Workbench', enable: true, iconColor: 'red', datasource: { uid } };
    super({ uid, layer: new dataLayers.AnnotationsDataLayer({ name: query.name, query }) });
    this.addActivationHandler(() => {
      this._subs.add(results.subscribe((data) => data.request?.scopedVars.__annotation && this.setState({ data })));
      return this.state.layer.activate();
    });
  }

  change = (query: AnnotationQuery) => this.state.layer.setState({ query });
  run = () => this.state.layer.runLayer();
}

function AnnotationEditingRenderer({ model }: SceneComponentProps<AnnotationEditing>) {
  const { uid, layer, data } = model.useState();
  const { query: annotation, data: events } = layer.useState();
  const { value: range } = sceneGraph.getTimeRange(model).useState();
  const dataSource = useDataSource(uid);
  const support = dataSource?.annotations;
  const Editor = support?.QueryEditor;
  if (!dataSource) {
    return null;
  }
  if (!Editor) {
    return <Alert severity="info" title="The plugin has no support for annotations" />;
  }
  return (
    <Stack direction="column" grow={1} gap={2}>
      <Section label="Annotation">
        <Editor
          app={CoreApp.Dashboard}
          datasource={dataSource}
          query={annotation.target ?? { refId: 'Anno', ...support.getDefaultQuery?.() }}
          range={range}
          data={data}
          annotation={annotation}
          onAnnotationChange={model.change}
          onChange={(target) => model.change({ ...annotation, target })}
          onRunQuery={model.run}
        />
      </Section>
      {data?.errors?.map((error, index) => (
        <Alert key={index} severity="error" title="Query error">
          {error.message ?? error.data?.message}
        </Alert>
      ))}
      <Events events={(events?.series ?? []).flatMap((frame) => new DataFrameView<AnnotationEvent>(frame).toArray())} />
      <Inspector data={data} />
    </Stack>
  );
}

function Events({ events }: { events: AnnotationEvent[] }) {
  return (
    <DataTable
      label="Events"
      caption={events.length === 1 ? '1 event' : `${events.length} events`}
      columns={['Time', 'End', 'Title', 'Text', 'Tags']}
      rows={events.map(({ time, timeEnd, isRegion, title, text, tags }) => [
        dateTimeFormat(time ?? 0),
        isRegion ? dateTimeFormat(timeEnd ?? 0) : '',
        title,
        text,
        <TagList key="tags" tags={tags ?? []} />,
      ])}
    />
  );
}
