import { type AdHocVariableFilter, CoreApp, type DataQueryResponse } from '@grafana/data';
import { t } from '@grafana/i18n';
import { config } from '@grafana/runtime';

import { type Applicability } from './applicability';

/** The filters of a dashboard for one panel. */
export interface PanelFilters {
  applied: AdHocVariableFilter[];
  /** For each other filter, a sentence with the reason why it isn't applied. */
  notApplied: string[];
}

/**
 * Whether Grafana shows in each panel's header which filters don't apply to it. Only then may a filter be left out: otherwise a
 * panel would show more than the dashboard's filters suggest.
 */
export function showsNotApplied(app?: string): boolean {
  const isOfDashboard = app === CoreApp.Dashboard || app === CoreApp.PanelEditor || app === CoreApp.PanelViewer;
  // Grafana 12.3 doesn't know this toggle yet.
  const toggles = config.featureToggles as Record<string, boolean | undefined>;
  return isOfDashboard && toggles.perPanelNonApplicableDrilldowns === true;
}

/** @param verdicts for each of the filters, in their order */
export function panelFilters(filters: AdHocVariableFilter[], verdicts: Applicability[]): PanelFilters {
  return {
    applied: filters.filter((_, i) => verdicts[i].applicable),
    notApplied: filters.flatMap(({ key }, i) => (verdicts[i].applicable ? [] : notFiltered(key, verdicts[i].reason))),
  };
}

/** Adds notices about filters that aren't applied to a response, as the panel's header may be hidden. */
export function withNotices(response: DataQueryResponse, texts: string[]): DataQueryResponse {
  const [first, ...others] = response.data;
  if (!first || texts.length === 0) {
    return response;
  }
  const notices = [...(first.meta?.notices ?? []), ...texts.map((text) => ({ severity: 'info', text }))];
  return { ...response, data: [{ ...first, meta: { ...first.meta, notices } }, ...others] };
}

function notFiltered(key: string, reason = ''): string {
  return t('drilldown.not-filtered', 'Not filtered by {{key}}. {{reason}}', {
    key,
    reason,
    // Shown as text, so characters of HTML in names stay as they are.
    interpolation: { escapeValue: false },
  });
}
