import { describe, expect, it } from 'vitest';
import { PrefetchedResponses } from './prefetched-responses.ts';

const SESSION_URL = 'http://127.0.0.1/api/session';

function prefetched(now = 0) {
  const urls: string[] = [];
  const clock = { now };
  const responses = new PrefetchedResponses(
    async (url) => {
      urls.push(url);
      return new Response(url);
    },
    () => clock.now,
  );
  responses.request(SESSION_URL);
  return { responses, urls, clock };
}

describe('a prefetched response', () => {
  it('is used once, by the same request', async () => {
    const { responses, urls } = prefetched();
    expect(responses.take(new Request('http://127.0.0.1/api/devices'))).toBeUndefined();
    expect(await (await responses.take(new Request(SESSION_URL)))!.text()).toBe(SESSION_URL);
    expect(responses.take(new Request(SESSION_URL))).toBeUndefined();
    expect(urls).toEqual([SESSION_URL]);
  });

  it('is not used for a command or a query that must reflect one', () => {
    const { responses } = prefetched();
    expect(responses.take(new Request(SESSION_URL, { method: 'DELETE' }))).toBeUndefined();
    const headers = { 'energy-position': '12' };
    expect(responses.take(new Request(SESSION_URL, { headers }))).toBeUndefined();
    expect(responses.take(new Request(SESSION_URL))).toBeDefined();
  });

  it('expires', () => {
    const { responses, clock } = prefetched();
    clock.now = 10_001;
    expect(responses.take(new Request(SESSION_URL))).toBeUndefined();
  });

  it('passes its failure to the caller', async () => {
    const responses = new PrefetchedResponses(
      () => Promise.reject(new TypeError('away')),
      () => 0,
    );
    responses.request(SESSION_URL);
    await expect(responses.take(new Request(SESSION_URL))).rejects.toThrow('away');
  });
});
