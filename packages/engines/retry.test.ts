import { describe, expect, it } from 'vitest';
import { retry, retryDelay, retryForever } from './retry.ts';
import { PermanentError } from './unavailable.ts';

const never = new AbortController().signal;

describe('a retry', () => {
  it('waits longer after each failure, 5 s at most', () => {
    for (const [attempt, ms] of [100, 200, 400].entries()) {
      expect(retryDelay(attempt)).toBeGreaterThanOrEqual(ms * 0.75);
      expect(retryDelay(attempt)).toBeLessThanOrEqual(ms);
    }
    expect(retryDelay(100)).toBeLessThanOrEqual(5_000);
  });

  it('resolves to the first success, and logs each failure before', async () => {
    const warnings: string[] = [];
    const log = { info() {}, warn: (message: string) => warnings.push(message) };
    let attempts = 0;
    const work = async () => {
      attempts += 1;
      if (attempts === 1) throw new Error('no disk');
      return attempts;
    };
    expect(await retryForever('write', work, { signal: never, log })).toBe(2);
    expect(warnings).toEqual([
      expect.stringMatching(/^Can't write, trying again in \d+ ms: Error: no disk$/),
    ]);
  });

  it('ends at an error that it can not mend', async () => {
    const work = () => Promise.reject(new PermanentError('invalid'));
    const log = { info() {}, warn() {} };
    await expect(retryForever('write', work, { signal: never, log })).rejects.toThrow('invalid');
  });

  it('ends when its signal aborts, also while it waits', async () => {
    const controller = new AbortController();
    const onFailure = () => controller.abort(new Error('stopped'));
    const work = () => Promise.reject(new Error('failed'));
    await expect(retry(work, { signal: controller.signal, onFailure })).rejects.toThrow('stopped');
  });
});
