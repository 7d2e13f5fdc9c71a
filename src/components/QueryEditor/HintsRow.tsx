import React, { useMemo } from 'react';

import { type DataFrame } from '@grafana/data';
import { Button, Icon, Stack, Text } from '@grafana/ui';

import { hintsOf } from '../../query/hints';
import { type SectionProps } from './types';

interface Props extends SectionProps {
  /** What the query brought. */
  frames: DataFrame[];
  /** Whether the query is one of an alert rule. */
  isAlertRule: boolean;
}

/** What may be wrong with the query, each with its remedies on a click. */
export function HintsRow({ query, change, server, frames, isAlertRule }: Props) {
  // Every point of every series is looked at.
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
