import { getBackendSrv } from '@grafana/runtime';

import { respondToRequests, Failure } from '../test/backend';
import { Metadata } from './Metadata';

const NAMES = { values: ['sys.cpu.user'], complete: true };

const makeMetadata = () =>
  new Metadata('/api/datasources/uid/x/resources', (request) => getBackendSrv().fetch(request));

describe('metadata', () => {
  it('asks for metrics with the text typed so far', async () => {
    const requests = respondToRequests(() => NAMES);
    await expect(makeMetadata().metrics({ q: 'cpu' })).resolves.toEqual(NAMES);
    expect(requests).toMatchObject([{ path: 'metrics', params: { q: 'cpu' } }]);
  });

  it('asks for tag values within the metric and the other filters', async () => {
    const requests = respondToRequests(() => NAMES);
    const dc = { tagk: 'dc', type: 'literal_or', filter: 'gra', groupBy: false };
    const host = { tagk: 'host', type: 'literal_or', filter: 'web01', groupBy: true };
    const unfinished = { tagk: 'rack', type: 'literal_or', filter: '', groupBy: false };
    await makeMetadata().tagValues('host', { metric: 'm', filters: [dc, host, unfinished] });
    expect(requests).toMatchObject([
      { path: 'tag-values', params: { key: 'host', metric: 'm', filters: JSON.stringify([dc]) } },
    ]);
  });

  it('widens a time range to whole minutes', async () => {
    const requests = respondToRequests(() => NAMES);
    const metadata = makeMetadata();
    await metadata.tagValues('host', { metric: 'm', range: { from: 60_001, to: 120_001 } });
    await metadata.tagValues('host', { metric: 'm', range: { from: 90_000, to: 180_000 } });
    await metadata.series({ metric: 'm', range: { from: 60_000, to: 120_000 } });
    expect(requests).toMatchObject([
      { path: 'tag-values', params: { key: 'host', metric: 'm', from: 60_000, to: 180_000 } },
      { path: 'series', params: { metric: 'm', from: 60_000, to: 120_000 } },
    ]);
  });

  it('shares one request among equal calls', async () => {
    const requests = respondToRequests(() => NAMES);
    const metadata = makeMetadata();
    await Promise.all([metadata.metrics({ q: 'a' }), metadata.metrics({ q: 'a' })]);
    await metadata.metrics({ q: 'a' });
    await metadata.metrics({ q: 'b' });
    expect(requests.map(({ params }) => params.q)).toEqual(['a', 'b']);
  });

  it('asks again after a minute', async () => {
    jest.useFakeTimers();
    try {
      const requests = respondToRequests(() => NAMES);
      const metadata = makeMetadata();
      await metadata.metrics();
      jest.advanceTimersByTime(59_000);
      await metadata.metrics();
      expect(requests).toHaveLength(1);
      jest.advanceTimersByTime(2_000);
      await metadata.metrics();
      expect(requests).toHaveLength(2);
    } finally {
      jest.useRealTimers();
    }
  });

  it("fails with the server's own sentence, and asks again the next time", async () => {
    let response: unknown = new Failure(502, 'gra1 rejected the token (403).');
    const requests = respondToRequests(() => response);
    const metadata = makeMetadata();
    await expect(metadata.metrics()).rejects.toThrow('gra1 rejected the token (403).');
    response = NAMES;
    await expect(metadata.metrics()).resolves.toEqual(NAMES);
    expect(requests).toHaveLength(2);
  });

  it('fails with the status where the server sends no message', async () => {
    respondToRequests(() => new Failure(504));
    await expect(makeMetadata().metrics()).rejects.toThrow('504 Failed');
  });

  it('cancels a request when all its callers have aborted', async () => {
    const requests = respondToRequests(() => undefined);
    const metadata = makeMetadata();
    const first = new AbortController();
    const second = new AbortController();
    const calls = Promise.allSettled([metadata.metrics({}, first.signal), metadata.metrics({}, second.signal)]);
    first.abort();
    expect(requests).toMatchObject([{ wanted: true }]);
    second.abort();
    expect(requests).toMatchObject([{ wanted: false }]);
    expect((await calls).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  it('sends no request for a caller that has already aborted', async () => {
    const requests = respondToRequests(() => NAMES);
    await expect(makeMetadata().metrics({}, AbortSignal.abort())).rejects.toHaveProperty('name', 'AbortError');
    expect(requests).toEqual([]);
  });
});
