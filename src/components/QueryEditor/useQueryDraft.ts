import { omit, pick } from 'lodash';
import { useMemo } from 'react';

import { type Server } from '../../metadata/types';
import { isNewQuery, newQuery } from '../../query/defaults';
import { type OpenTsdbQuery } from '../../query/model';
import { normalizeQuery } from '../../query/normalize';
import { isBlocking, type Problem, problems as problemsOf } from '../../query/problems';
import { GRAFANA_FIELDS } from '../../query/ShownRanges';
import { isSame, useDraft } from '../shared/useDraft';

/** Fields that change neither the request nor the result. */
const EDITOR_FIELDS = ['editorMode'];

interface Props<Q extends OpenTsdbQuery> {
  saved: Q;
  onChange: (query: Q) => void;
  /** Called before a change runs. */
  beforeRun?: (query: Q, before: Q) => void;
  onRunQuery: () => void;
  server: Server;
}

export interface QueryDraft<Q extends OpenTsdbQuery> {
  /** The query that the editor shows. */
  query: Q;
  /** The query's problems; none while it is new. */
  problems: Problem[];
  /** Changes some fields: Grafana gets the query, and runs it unless only the editor changes or it has a problem. */
  change: (fields: Partial<Q>) => void;
  /** Runs the query, if it has no problem. */
  run: () => void;
}

/** A query and its editor's changes to it. The saved query changes only when the user changes something. */
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
    onCommit: (changed, before) => {
      const next = { ...pick(saved, GRAFANA_FIELDS), ...changed } as Q;
      onChange(next);
      if (isRunnable(next) && !isSame(omit(changed, EDITOR_FIELDS), omit(before, EDITOR_FIELDS))) {
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
