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
  /** What stands first in the row of controls. */
  choice: SceneObject;
  variables: SceneVariable[];
  /** How often it is refreshed, such as `1m`; never when missing. */
  refresh?: string;
}

/** A page with a time range and variables, whose values stand in the address. */
export class PageScene extends EmbeddedScene {
  private readonly app: CoreApp;

  constructor({ app, choice, variables, refresh, ...state }: Options) {
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

/** The choice of a data source, among a scene's controls. */
export function dataSourceControl(uid: string): SceneObject {
  return new SceneReactObject({ component: DataSourceSelect, props: { uid } });
}
