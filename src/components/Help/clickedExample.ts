import { useEffect, useRef } from 'react';

import { type OpenTsdbDataSource } from '../../datasource';
import { type OpenTsdbQuery } from '../../query/model';
import { normalizeQuery } from '../../query/normalize';
import { formatQuery } from '../../query/text/format';

/** The text of the example that was clicked last, until an editor has run it. */
const clicked = new WeakMap<OpenTsdbDataSource, string>();

/**
 * Marks an example, so that the editor runs it on arrival: Grafana's help can only change the editor's query.
 */
export function awaitExample(datasource: OpenTsdbDataSource, example: OpenTsdbQuery) {
  clicked.set(datasource, formatQuery(example));
}

/**
 * Runs an editor's query once, when it changes to the clicked example. The editor of Explore's other pane, which may show the
 * same query, doesn't run it, as its query doesn't change.
 */
export function useRunExample(datasource: OpenTsdbDataSource, query: OpenTsdbQuery, onRunQuery: () => void) {
  const known = useRef(query);

  useEffect(() => {
    if (known.current === query) {
      return;
    }
    known.current = query;
    const text = clicked.get(datasource);
    if (text !== undefined && text === formatQuery(normalizeQuery(query).query)) {
      clicked.delete(datasource);
      onRunQuery();
    }
  }, [datasource, query, onRunQuery]);
}
