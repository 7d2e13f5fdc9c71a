import { AppEvents } from '@grafana/data';
import { t } from '@grafana/i18n';
import { getAppEvents } from '@grafana/runtime';

/** What to say of a list of values that may not be all. */
export function cutSentence(number: number): string {
  return t(
    'variable.cut',
    'There may be more values than these {{number}}, so All may not mean all. Narrow the query, or raise Lookup limit in the data source settings',
    { number }
  );
}

/** Tells the user of a dashboard, where no preview is seen, that a variable's list is cut. */
export function publishCut(definition: string, number: number): void {
  getAppEvents().publish({ type: AppEvents.alertWarning.name, payload: [definition, cutSentence(number)] });
}
