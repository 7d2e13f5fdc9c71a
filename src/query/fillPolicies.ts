import { t } from '@grafana/i18n';

import { type FillPolicy } from './model';

/** The fill policies, in the order they are offered. */
export const FILL_POLICIES: FillPolicy[] = ['gaps', 'none', 'nan', 'null', 'zero'];

/** A fill policy's label; its own name, if this plugin doesn't know it. */
export function fillPolicyLabel(policy: string): string {
  switch (policy) {
    case 'gaps':
      return t('query.fill.gaps', 'Leave gaps');
    case 'none':
      return t('query.fill.none', 'Server default (none)');
    case 'nan':
      return t('query.fill.nan', 'NaN');
    case 'null':
      return t('query.fill.null', 'Null');
    case 'zero':
      return t('query.fill.zero', 'Zero');
    default:
      return policy;
  }
}

/** What a bucket without a point becomes. */
export function fillPolicyDescription(policy: string): string | undefined {
  switch (policy) {
    case 'gaps':
      return t('query.fill.gaps-description', 'A bucket without points stays empty');
    case 'none':
      return t('query.fill.none-description', 'The server interpolates. OVH Metrics also extends series that ended');
    case 'nan':
      return t(
        'query.fill.nan-description',
        'Empty buckets are NaN. On OVH Metrics, a bucket is lost if one series has no point in it'
      );
    case 'null':
      return t('query.fill.null-description', 'Empty buckets are null. On OVH Metrics, the same as Leave gaps');
    case 'zero':
      return t('query.fill.zero-description', 'A bucket without points counts as 0');
    default:
      return undefined;
  }
}
