import React, { type PropsWithChildren } from 'react';
import { Box } from '@grafana/ui';

/** A framed part of a page, under its name. */
export function Section({ label, children }: PropsWithChildren<{ label: string }>) {
  return (
    <Box
      element="section"
      aria-label={label}
      display="flex"
      direction="column"
      gap={1}
      padding={1}
      backgroundColor="primary"
      borderStyle="solid"
      borderColor="weak"
      borderRadius="default"
    >
      {children}
    </Box>
  );
}
