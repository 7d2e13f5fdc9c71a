import { useCallback, useEffect, useRef, useState } from 'react';

import { documentedServer } from '../../metadata/documentedServer';
import { type Metadata } from '../../metadata/Metadata';
import { type Server } from '../../metadata/types';
import { type DialectName } from '../../settings/types';

interface KnownServer {
  server: Server;
  /** Why the server didn't say what it can, in a sentence: `server` is then OpenTSDB's documentation. */
  error?: string;
}

/**
 * What the connected server can do; OpenTSDB's documented abilities until it has answered, or when it doesn't.
 * @param result something that is new whenever a query has run: a server that couldn't say it is then asked again
 */
export function useServer(metadata: Metadata, dialect: DialectName, result?: unknown): KnownServer {
  const [response, setResponse] = useState<Partial<KnownServer> & { from?: Metadata }>({});
  const asking = useRef<AbortController>(undefined);
  const hasFailed = useRef(false);

  const ask = useCallback(() => {
    const controller = new AbortController();
    asking.current = controller;
    hasFailed.current = false;
    metadata.server(controller.signal).then(
      (server) => setResponse({ from: metadata, server }),
      (failure: Error) => {
        if (!controller.signal.aborted) {
          hasFailed.current = true;
          setResponse({ from: metadata, error: failure.message });
        }
      }
    );
  }, [metadata]);

  useEffect(() => {
    ask();
    return () => asking.current?.abort();
  }, [ask]);
  useEffect(() => {
    if (hasFailed.current) {
      ask();
    }
  }, [ask, result]);

  const { server, error } = response.from === metadata ? response : {};
  return { server: server ?? documentedServer(dialect), error };
}
