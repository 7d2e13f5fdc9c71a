import { useEffect, useState } from 'react';

interface Answer<T> {
  value?: T;
  /** The server's sentence when it gave none. */
  error?: string;
  loading: boolean;
}

/**
 * What an asynchronous call answers for a key; a newer key drops the older answer and cancels its call.
 * @param delay how long the key has to stand before the call, in milliseconds
 */
export function useAnswer<T>(key: string, call: (signal: AbortSignal) => Promise<T>, delay = 0): Answer<T> {
  const [answer, setAnswer] = useState<Omit<Answer<T>, 'loading'> & { key?: string }>({});

  useEffect(() => {
    const controller = new AbortController();
    const timer = setTimeout(() => {
      call(controller.signal).then(
        (value) => setAnswer({ key, value }),
        (failure: Error) => !controller.signal.aborted && setAnswer({ key, error: failure.message })
      );
    }, delay);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the key says all that the call depends on
  }, [key, delay]);

  return answer.key === key ? { ...answer, loading: false } : { loading: true };
}
