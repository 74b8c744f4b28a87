import { describe, expect, it } from 'vitest';
import { type Attempt, type ConnectionStatus, Reconnection } from './reconnection.ts';

function setUp(random = 1) {
  const attempts: Attempt[] = [];
  const delays: { readonly delayMs: number; readonly run: () => void }[] = [];
  const statuses: ConnectionStatus[] = [];
  const reconnection = new Reconnection({
    dependencies: {
      schedule: (delayMs, run) => {
        delays.push({ delayMs, run });
        return () => undefined;
      },
      ensureSession: async () => undefined,
      random: () => random,
    },
    initialDelayMs: 1_000,
    maxDelayMs: 4_000,
    open: (attempt) => attempts.push(attempt),
    onStatus: (status) => statuses.push(status),
  });
  return { reconnection, attempts, delays, statuses };
}

describe('a reconnection', () => {
  it.each([
    { random: 0, delayMs: 500 },
    { random: 1, delayMs: 1_000 },
  ])('waits between half and the full delay ($delayMs ms)', ({ random, delayMs }) => {
    const { reconnection, attempts, delays } = setUp(random);
    reconnection.start();
    attempts[0]!.lost();
    expect(delays.map((delay) => delay.delayMs)).toEqual([delayMs]);
  });

  it('ignores an attempt that was replaced', () => {
    const { reconnection, attempts, delays, statuses } = setUp();
    reconnection.start();
    attempts[0]!.connected();
    reconnection.reconnect();
    expect(attempts.map(({ signal, isRetry }) => [signal.aborted, isRetry])).toEqual([
      [true, false],
      [false, true],
    ]);
    attempts[0]!.lost();
    expect(delays).toEqual([]);
    expect(statuses).toEqual(['connecting', 'connected']);
  });

  it('retries at once only after a connection that was not failing', () => {
    const { reconnection, attempts, delays } = setUp();
    reconnection.start();
    attempts[0]!.lost('immediate');
    attempts[1]!.lost('immediate');
    expect([attempts.length, delays.length]).toEqual([2, 1]);
  });

  it('starts again after it was given up, and not while it retries', () => {
    const { reconnection, attempts, statuses } = setUp();
    reconnection.start();
    attempts[0]!.lost();
    reconnection.start();
    expect(attempts).toHaveLength(1);
    reconnection.retryNow();
    attempts[1]!.lost('give-up');
    reconnection.start();
    expect(attempts).toHaveLength(3);
    expect(statuses).toEqual(['connecting', 'down', 'failed', 'connecting']);
  });
});
