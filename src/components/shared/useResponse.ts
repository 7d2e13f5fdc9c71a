import { useEffect, useState } from 'react';

interface Loaded<T> {
  value?: T;
  /** The error message when there is none. */
  error?: string;
  loading: boolean;
}

/**
 * What an asynchronous call returns for a key; a newer key drops the older result and cancels its call.
 * @param delay how long the key has to stand before the call, in milliseconds
 */
export function useResponse<T>(key: string, call: (signal: AbortSignal) => Promise<T>, delay = 0): Loaded<T> {
  const [response, setResponse] = useState<Omit<Loaded<T>, 'loading'> & { key?: string }>({});

  useEffect(() => {
    const controller = new AbortController();
    const timer = setTimeout(() => {
      call(controller.signal).then(
        (value) => setResponse({ key, value }),
        (failure: Error) => !controller.signal.aborted && setResponse({ key, error: failure.message })
      );
    }, delay);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the key says all that the call depends on
  }, [key, delay]);

  return response.key === key ? { ...response, loading: false } : { loading: true };
}
