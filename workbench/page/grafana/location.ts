import { useSyncExternalStore } from 'react';
import { locationService } from '@grafana/runtime';
import { type SceneObject, UrlSyncManager } from '@grafana/scenes';

function subscribe(onChange: () => void): () => void {
  const subscription = locationService.getLocationObservable().subscribe(onChange);
  return () => subscription.unsubscribe();
}

/** The page's address; the component renders again when it changes. */
export function usePageLocation(): { pathname: string; search: URLSearchParams } {
  const location = useSyncExternalStore(subscribe, locationService.getLocation);
  return { pathname: location.pathname, search: new URLSearchParams(location.search) };
}

/** The parameters of the address that all pages share. */
const SHARED = ['ds', 'theme', 'lang', 'from', 'to', 'queries'];

/** Goes to another page, or to another of a page's contents. */
export function goTo(pathname: string, parameters: Record<string, string> = {}): void {
  const shared = [...locationService.getSearch()].filter(([key]) => SHARED.includes(key));
  const search = new URLSearchParams([...shared, ...Object.entries(parameters)]);
  locationService.push({ pathname, search: search.toString() });
}

/** Synchronizes a scene with the address, until the returned function is called. */
export function syncUrl(scene: SceneObject): () => void {
  const manager = new UrlSyncManager();
  manager.initSync(scene);
  const unsubscribe = subscribe(() => manager.handleNewLocation(locationService.getLocation()));
  return () => {
    unsubscribe();
    manager.cleanUp(scene);
  };
}
