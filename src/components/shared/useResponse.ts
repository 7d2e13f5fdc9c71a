import { useEffect, useState } from 'react';

interface Loaded<T> {
  value?: T;
  /** The error message, if the call failed. */
  error?: string;
  loading: boolean;
}

/**
 * The result of an asynchronous call for a key. A new key drops the older result and cancels its call.
 * @param delay how long the key has to stay the same before the call, in milliseconds
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
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the call depends only on the key
  }, [key, delay]);

  return response.key === key ? { ...response, loading: false } : { loading: true };
}
