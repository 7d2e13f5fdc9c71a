import { groupBy, uniq } from 'lodash';
import React, { useMemo } from 'react';
import { type DataFrame, dataFrameToJSON } from '@grafana/data';
import { type SceneQueryRunner } from '@grafana/scenes';
import { JSONFormatter, Text } from '@grafana/ui';
import { Section } from './Section';

/** The requests as the backend sent them, and the resulting frames. */
export function Inspector({ runner }: { runner: SceneQueryRunner }) {
  const frames = runner.useState().data?.series;
  const json = useMemo(() => frames?.map((frame) => dataFrameToJSON(frame)) ?? [], [frames]);
  return (
    <Section label="Inspector">
      <Text variant="h5">Requests</Text>
      <pre data-testid="inspector-request">{requests(frames)}</pre>
      <Text variant="h5">Frames</Text>
      <JSONFormatter json={json} open={0} />
    </Section>
  );
}

/** The backend's requests, each once, with the letters of its queries. */
function requests(frames: DataFrame[] = []): string {
  const sent = frames.filter(({ meta }) => meta?.executedQueryString);
  return Object.entries(groupBy(sent, ({ meta }) => meta?.executedQueryString))
    .map(([request, [...ofRequest]]) => `# ${uniq(ofRequest.map(({ refId }) => refId)).join(', ')}\n${request}`)
    .join('\n\n');
}
