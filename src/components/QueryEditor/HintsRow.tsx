import React, { useMemo } from 'react';

import { type DataFrame } from '@grafana/data';
import { Button, Icon, Stack, Text } from '@grafana/ui';

import { hintsOf } from '../../query/hints';
import { type SectionProps } from './types';

interface Props extends SectionProps {
  /** The query's result. */
  frames: DataFrame[];
  /** Whether the query is one of an alert rule. */
  isAlertRule: boolean;
}

/** Hints about the query, with buttons for their fixes. */
export function HintsRow({ query, change, server, frames, isAlertRule }: Props) {
  // Memoized, as it reads every point of every series.
  const hints = useMemo(
    () => hintsOf(query, frames, server.dialect === 'ovh', isAlertRule),
    [query, frames, server.dialect, isAlertRule]
  );

  return (
    <>
      {hints.map(({ id, text, fixes }) => (
        <Stack key={id + text} alignItems="center" wrap="wrap" gap={1}>
          <Icon name="info-circle" size="sm" />
          <Text variant="bodySmall">{text}</Text>
          {fixes.map((fix) => (
            <Button key={fix.label} variant="primary" fill="text" size="sm" onClick={() => change(fix.change)}>
              {fix.label}
            </Button>
          ))}
        </Stack>
      ))}
    </>
  );
}
