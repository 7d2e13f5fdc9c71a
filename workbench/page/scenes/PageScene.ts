import React, { useMemo } from 'react';
import { type CoreApp, type DataSourceApi } from '@grafana/data';
import { locationService } from '@grafana/runtime';
import {
  behaviors,
  EmbeddedScene,
  type EmbeddedSceneState,
  type SceneObject,
  SceneControlsSpacer,
  SceneRefreshPicker,
  SceneTimePicker,
  SceneTimeRange,
  type SceneVariable,
  SceneVariableSet,
  syncStateFromSearchParams,
  VariableValueSelectors,
} from '@grafana/scenes';
import { syncUrl } from '../grafana/location';

interface Options extends Omit<EmbeddedSceneState, '$variables'> {
  /** The app in the requests. */
  app: CoreApp;
  variables: SceneVariable[];
  /** How often it is refreshed, such as `1m`; never when missing. */
  refresh?: string;
}

/** A page that is a scene, made for each data source. */
export function scenePage(make: (dataSource: DataSourceApi) => SceneObject) {
  return function ScenePage({ dataSource }: { dataSource: DataSourceApi }) {
    const scene = useMemo(() => make(dataSource), [dataSource]);
    return React.createElement(scene.Component, { model: scene });
  };
}

/** A page with a time range and variables, whose values stand in the address. */
export class PageScene extends EmbeddedScene {
  private readonly app: CoreApp;

  constructor({ app, variables, refresh, ...state }: Options) {
    super({
      $timeRange: new SceneTimeRange({ from: 'now-1h', to: 'now' }),
      $variables: new SceneVariableSet({ variables }),
      $behaviors: [new behaviors.SceneQueryController()],
      controls: [
        new VariableValueSelectors({}),
        new SceneControlsSpacer(),
        new SceneTimePicker({}),
        new SceneRefreshPicker({ refresh, withText: true, primary: true }),
      ],
      ...state,
    });
    this.app = app;
    // Read the address before anything runs: otherwise queries would run twice.
    syncStateFromSearchParams(this, locationService.getSearch());
    this.addActivationHandler(() => syncUrl(this));
  }

  /** Adds the app to every request of this scene. */
  enrichDataRequest() {
    return { app: this.app };
  }
}
