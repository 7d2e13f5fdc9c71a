import React, { useMemo } from 'react';

import { type DataFrame } from '@grafana/data';
import { Button, Icon, Stack, Text } from '@grafana/ui';

import { hintsOf } from '../../query/hints';
import { type SectionProps } from './types';

interface Props extends SectionProps {
  /** What the query brought. */
  frames: DataFrame[];
}

/** What may be wrong with the query, each with its remedy on a click. */
export function HintsRow({ query, change, server, frames }: Props) {
  // Every point of every series is looked at.
  const hints = useMemo(() => hintsOf(query, frames, server.dialect === 'ovh'), [query, frames, server.dialect]);

  return (
    <>
      {hints.map(({ id, text, fixLabel, fix }) => (
        <Stack key={id} alignItems="center" wrap="wrap" gap={1}>
          <Icon name="info-circle" size="sm" />
          <Text variant="bodySmall">{text}</Text>
          <Button variant="primary" fill="text" size="sm" onClick={() => change(fix)}>
            {fixLabel}
          </Button>
        </Stack>
      ))}
    </>
  );
}
