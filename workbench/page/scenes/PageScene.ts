import React, { useMemo } from 'react';
import { type CoreApp } from '@grafana/data';
import { locationService } from '@grafana/runtime';
import {
  behaviors,
  EmbeddedScene,
  type EmbeddedSceneState,
  type SceneObject,
  SceneControlsSpacer,
  SceneReactObject,
  SceneRefreshPicker,
  SceneTimePicker,
  SceneTimeRange,
  type SceneVariable,
  SceneVariableSet,
  syncStateFromSearchParams,
  VariableValueSelectors,
} from '@grafana/scenes';
import { syncUrl } from '../grafana/location';
import { DataSourceSelect } from '../parts/DataSourceSelect';

interface Options extends Omit<EmbeddedSceneState, '$variables'> {
  /** What asks, as requests say it. */
  app: CoreApp;
  /** What stands first in the row of controls: the choice of a data source, unless it says. */
  choice?: SceneObject;
  uid: string;
  variables: SceneVariable[];
  /** How often it is refreshed, such as `1m`; never when missing. */
  refresh?: string;
}

/** A page that is a scene, made for each data source. */
export function scenePage(make: (uid: string) => SceneObject) {
  return function ScenePage({ uid }: { uid: string }) {
    const scene = useMemo(() => make(uid), [uid]);
    return React.createElement(scene.Component, { model: scene });
  };
}

/** A page with a time range and variables, whose values stand in the address. */
export class PageScene extends EmbeddedScene {
  private readonly app: CoreApp;

  constructor({ app, uid, choice = dataSourceControl(uid), variables, refresh, ...state }: Options) {
    super({
      $timeRange: new SceneTimeRange({ from: 'now-1h', to: 'now' }),
      $variables: new SceneVariableSet({ variables }),
      $behaviors: [new behaviors.SceneQueryController()],
      controls: [
        choice,
        new VariableValueSelectors({}),
        new SceneControlsSpacer(),
        new SceneTimePicker({}),
        new SceneRefreshPicker({ refresh, withText: true, primary: true }),
      ],
      ...state,
    });
    this.app = app;
    // What the address says comes first: else queries would run twice.
    syncStateFromSearchParams(this, locationService.getSearch());
    this.addActivationHandler(() => syncUrl(this));
  }

  /** Completes every request below this scene. */
  enrichDataRequest() {
    return { app: this.app };
  }
}

function dataSourceControl(uid: string): SceneObject {
  return new SceneReactObject({ component: DataSourceSelect, props: { uid } });
}
