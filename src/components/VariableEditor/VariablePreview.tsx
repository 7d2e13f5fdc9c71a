import React from 'react';

import { type TimeRange } from '@grafana/data';
import { t } from '@grafana/i18n';
import { getTemplateSrv } from '@grafana/runtime';
import { Alert, FieldValidationMessage, Text } from '@grafana/ui';

import { type Metadata } from '../../metadata/Metadata';
import { incompleteMessage } from '../../variables/incompleteNotice';
import { findValues } from '../../variables/findValues';
import { variableProblem, type VariableQuery } from '../../variables/model';
import { useResponse } from '../shared/useResponse';

const MINUTE_MS = 60_000;

interface Props {
  metadata: Metadata;
  query: VariableQuery;
  /** The dashboard's time range. */
  range?: TimeRange;
}

/**
 * Says what Grafana's own preview of a variable's values doesn't: what is still to be chosen, that there may be more values,
 * and why there are none. It makes the same calls as Grafana, whose responses are shared.
 */
export function VariablePreview({ metadata, query, range }: Props) {
  const problem = variableProblem(query);
  const minutes = range && [range.from.valueOf(), range.to.valueOf()].map((time) => Math.floor(time / MINUTE_MS));
  const {
    value: found,
    error,
    loading,
  } = useResponse(JSON.stringify([query, minutes]), () =>
    findValues(
      query,
      metadata,
      (...args) => getTemplateSrv().replace(...args),
      {},
      range && { from: range.from.valueOf(), to: range.to.valueOf() }
    )
  );

  return (
    <div role="status">
      {problem ? (
        <Text color="secondary" variant="bodySmall">
          {problem}
        </Text>
      ) : error ? (
        <FieldValidationMessage>{error}</FieldValidationMessage>
      ) : loading || !found ? (
        <Text color="secondary" variant="bodySmall">
          {t('variable.loading', 'Loading the values…')}
        </Text>
      ) : found.complete ? (
        <Text color="secondary" variant="bodySmall">
          {t('variable.count', 'Values: {{number}}', { number: found.values.length })}
        </Text>
      ) : (
        <Alert
          severity="warning"
          title={t('variable.cut-title', 'Not all values are listed')}
          topSpacing={1}
          bottomSpacing={0}
        >
          {incompleteMessage(found.values.length)}
        </Alert>
      )}
    </div>
  );
}
