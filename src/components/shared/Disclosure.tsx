import React, { type PropsWithChildren, useState } from 'react';

import { Button, Stack, Text } from '@grafana/ui';

interface Props {
  title: string;
  /** Says in few words what is set inside, while it is collapsed. */
  summary: string;
}

/** Controls that few people need, collapsed to a summary. */
export function Disclosure({ title, summary, children }: PropsWithChildren<Props>) {
  const [isOpen, setOpen] = useState(false);

  return (
    <Stack direction="column" gap={1}>
      <Stack alignItems="center" wrap="wrap" gap={1}>
        <Button
          variant="secondary"
          fill="text"
          size="sm"
          icon={isOpen ? 'angle-down' : 'angle-right'}
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          {title}
        </Button>
        {!isOpen && (
          <Text color="secondary" variant="bodySmall">
            {summary}
          </Text>
        )}
      </Stack>
      {isOpen && children}
    </Stack>
  );
}
