import { omit, pick } from 'lodash';
import { useMemo } from 'react';

import { type Server } from '../../metadata/types';
import { isNewQuery, newQuery } from '../../query/defaults';
import { type OpenTsdbQuery } from '../../query/model';
import { normalizeQuery } from '../../query/normalize';
import { isBlocking, type Problem, problems as problemsOf } from '../../query/problems';
import { GRAFANA_FIELDS } from '../../query/ShownRanges';
import { isSame, useDraft } from '../shared/useDraft';

/** Fields that change nothing of what the server is asked. */
const OF_THE_EDITOR = ['editorMode'];

interface Props<Q extends OpenTsdbQuery> {
  saved: Q;
  onChange: (query: Q) => void;
  /** Told of a change that is about to run. */
  beforeRun?: (query: Q, before: Q) => void;
  onRunQuery: () => void;
  server: Server;
}

export interface QueryDraft<Q extends OpenTsdbQuery> {
  /** The query as its editor shows it. */
  query: Q;
  /** What keeps it from running, and what the server refuses; none while nobody has written it. */
  problems: Problem[];
  /** Changes some fields. Grafana gets the query, and runs it where the server has to be asked and nothing is wrong. */
  change: (fields: Partial<Q>) => void;
  /** Runs the query, if nothing is wrong with it. */
  run: () => void;
}

/** A query and its editor's changes to it. What Grafana saves is written only where a person changes something. */
export function useQueryDraft<Q extends OpenTsdbQuery>({
  saved,
  onChange,
  beforeRun,
  onRunQuery,
  server,
}: Props<Q>): QueryDraft<Q> {
  const { query: read, broken } = useMemo(() => normalizeQuery(newQuery(saved)), [saved]);
  const isRunnable = (query: OpenTsdbQuery) => !problemsOf(query, server).some(isBlocking);

  const { draft, commit } = useDraft(omit(read, GRAFANA_FIELDS) as Partial<Q>, {
    hand: (changed, before) => {
      const next = { ...pick(saved, GRAFANA_FIELDS), ...changed } as Q;
      onChange(next);
      if (isRunnable(next) && !isSame(omit(changed, OF_THE_EDITOR), omit(before, OF_THE_EDITOR))) {
        beforeRun?.(next, { ...pick(saved, GRAFANA_FIELDS), ...before } as Q);
        onRunQuery();
      }
    },
  });
  const query = useMemo(() => ({ ...pick(saved, GRAFANA_FIELDS), ...draft }) as Q, [saved, draft]);
  const problems = isNewQuery(saved) ? [] : problemsOf(query, server, broken);

  return {
    query,
    problems,
    change: (fields) => commit((now) => ({ ...now, ...fields })),
    run: () => {
      if (isRunnable(query)) {
        onRunQuery();
      }
    },
  };
}
