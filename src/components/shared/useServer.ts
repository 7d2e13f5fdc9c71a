import { useEffect, useState } from 'react';

import { documentedServer } from '../../metadata/documentedServer';
import { type Metadata } from '../../metadata/Metadata';
import { type Server } from '../../metadata/types';
import { type DialectName } from '../../settings/types';

interface KnownServer {
  server: Server;
  /** Why the server didn't say what it can, in a sentence: `server` is then OpenTSDB's documentation. */
  error?: string;
}

/** What the connected server can do; OpenTSDB's documented abilities until it has answered, or when it doesn't. */
export function useServer(metadata: Metadata, dialect: DialectName): KnownServer {
  const [response, setResponse] = useState<Partial<KnownServer> & { from?: Metadata }>({});

  useEffect(() => {
    const controller = new AbortController();
    metadata.server(controller.signal).then(
      (server) => setResponse({ from: metadata, server }),
      (failure: Error) => !controller.signal.aborted && setResponse({ from: metadata, error: failure.message })
    );
    return () => controller.abort();
  }, [metadata]);

  const { server, error } = response.from === metadata ? response : {};
  return { server: server ?? documentedServer(dialect), error };
}
