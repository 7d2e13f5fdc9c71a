import { AppEvents } from '@grafana/data';
import { t } from '@grafana/i18n';
import { getAppEvents } from '@grafana/runtime';

/** The message for an incomplete list of values. */
export function incompleteMessage(number: number): string {
  return t(
    'variable.cut',
    'There may be more values than these {{number}}, so All may not mean all. Narrow the query, or raise Lookup limit in the data source settings',
    { number }
  );
}

/** Shows a warning in a dashboard, where there is no preview, that a variable's list is incomplete. */
export function publishIncomplete(definition: string, number: number): void {
  getAppEvents().publish({ type: AppEvents.alertWarning.name, payload: [definition, incompleteMessage(number)] });
}
