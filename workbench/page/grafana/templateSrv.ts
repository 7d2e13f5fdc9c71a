import { type TypedVariableModel } from '@grafana/data';
import { type TemplateSrv } from '@grafana/runtime';
import { sceneGraph, type SceneObject, type VariableCustomFormatterFn } from '@grafana/scenes';

declare global {
  interface Window {
    /** The scene on the page, as @grafana/scenes sets it. */
    __grafanaSceneContext?: SceneObject;
  }
}

/** Gives plugins the variables of the page's scene, as Grafana's own service does. */
export const templateSrv: TemplateSrv = {
  getVariables() {
    const scene = window.__grafanaSceneContext;
    // A variable's state has the fields of its model, except those that only the dashboard editor reads.
    return scene ? sceneGraph.getVariables(scene).state.variables.map(({ state }) => state as TypedVariableModel) : [];
  },
  replace(target = '', scopedVars, format, interpolations) {
    const scene = scopedVars?.__sceneObject?.value.valueOf() ?? window.__grafanaSceneContext;
    return scene
      ? sceneGraph.interpolate(scene, target, scopedVars, format as VariableCustomFormatterFn, interpolations)
      : target;
  },
  containsTemplate(target) {
    return this.replace(target) !== (target ?? '');
  },
  updateTimeRange() {
    // A scene knows its own.
  },
};
