import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PendingSignOut } from './pending-sign-out.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a pending sign-out', () => {
  it('has the outcome that the server gave', async () => {
    for (const isSignedOut of [true, false]) {
      const pending = new PendingSignOut();
      pending.begin();
      const { outcome } = pending;
      pending.settle(isSignedOut);
      expect(await outcome).toBe(isSignedOut);
      expect(pending.outcome).toBeUndefined();
    }
  });

  it('counts as failed where the tab that began it is gone', async () => {
    const pending = new PendingSignOut();
    pending.begin();
    const { outcome } = pending;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await outcome).toBe(false);
    expect(pending.outcome).toBeUndefined();
  });

  it('that another tab begins as well has one outcome', async () => {
    const pending = new PendingSignOut();
    pending.begin();
    const first = pending.outcome;
    pending.begin();
    pending.settle(true);
    expect(await first).toBe(true);
    expect(pending.outcome).toBeUndefined();
  });
});
