import React, { type PropsWithChildren } from 'react';

import { EditorFieldGroup } from '@grafana/plugin-ui';

import { type Problem } from '../../query/problems';
import { LookupErrors } from '../shared/LookupErrors';
import { ProblemMessages } from './ProblemMessages';

interface Props {
  problems?: Problem[];
}

/** Fields side by side, with their problems below all of them, so that no field moves. */
export function Fields({ problems = [], children }: PropsWithChildren<Props>) {
  return (
    <LookupErrors>
      <EditorFieldGroup>{children}</EditorFieldGroup>
      <ProblemMessages problems={problems} />
    </LookupErrors>
  );
}
