import { useCallback, useEffect, useRef, useState } from 'react';

import { documentedServer } from '../../metadata/documentedServer';
import { type Metadata } from '../../metadata/Metadata';
import { type Server } from '../../metadata/types';
import { type DialectName } from '../../settings/types';

interface KnownServer {
  server: Server;
  /** Why the server couldn't be asked; `server` is then what OpenTSDB documents. */
  error?: string;
}

/**
 * What the connected server supports; until it has responded, or if it fails, what OpenTSDB documents.
 * @param result a value that changes whenever a query has run: after a failure, the server is then asked again
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
