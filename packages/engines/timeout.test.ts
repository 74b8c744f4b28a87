import { describe, expect, it } from 'vitest';
import { settlesWithin, withTimeout } from './timeout.ts';
import { EngineUnavailable } from './unavailable.ts';

const never = new Promise<never>(() => {});
const failed = () => Promise.reject(new Error('failed'));

describe('withTimeout', () => {
  it('resolves and rejects as the work does', async () => {
    expect(await withTimeout(Promise.resolve(1), 1_000, 'too late')).toBe(1);
    await expect(withTimeout(failed(), 1_000, 'too late')).rejects.toThrow('failed');
  });

  it('rejects when the time has passed', async () => {
    await expect(withTimeout(never, 1, 'too late')).rejects.toThrow(
      new EngineUnavailable('too late'),
    );
    const error = new RangeError('own error');
    await expect(withTimeout(never, 1, () => error)).rejects.toBe(error);
  });

  it('handles work that fails after the time has passed', async () => {
    const late = Promise.withResolvers<void>();
    await expect(withTimeout(late.promise, 1, 'too late')).rejects.toThrow('too late');
    late.reject(new Error('failed late'));
  });
});

describe('settlesWithin', () => {
  it('says whether the work was settled in time', async () => {
    expect(await settlesWithin(Promise.resolve(), 1_000)).toBe(true);
    expect(await settlesWithin(failed(), 1_000)).toBe(true);
    expect(await settlesWithin(never, 1)).toBe(false);
  });
});
