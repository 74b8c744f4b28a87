import { describe, expect, it } from 'vitest';
import { type MeterClock, type Time, ticks } from './clock.ts';

const MINUTE = 60_000;
const START = Date.UTC(2026, 10, 23, 12);

/** A machine's clock on which time passes only by sleeping, or by being put forward or back. */
class FakeTime implements Time {
  #now = START;
  readonly #lateBy: number;
  constructor(lateBy = 0) {
    this.#lateBy = lateBy;
  }
  now(): number {
    return this.#now;
  }
  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.#now += ms + this.#lateBy;
  }
  put(ms: number): void {
    this.#now += ms;
  }
}

const NEVER = new AbortController().signal;

/** The instants of the clock's first ticks, and how long after the start each comes. */
async function firstTicks(clock: MeterClock, count: number, time = new FakeTime()) {
  const seen: { shows: number; after: number }[] = [];
  for await (const shows of ticks(clock, time, NEVER)) {
    seen.push({ shows, after: time.now() - START });
    if (seen.length === count) break;
  }
  return seen;
}

describe('the local clock', () => {
  const local = { kind: 'local', intervalMs: 10 * MINUTE, to: undefined } as const;

  it('ticks at once and then after every interval, with the time that it is', async () => {
    expect(await firstTicks(local, 3)).toEqual([
      { shows: START, after: 0 },
      { shows: START + 10 * MINUTE, after: 10 * MINUTE },
      { shows: START + 20 * MINUTE, after: 20 * MINUTE },
    ]);
  });

  it('does not drift, though every timer is late', async () => {
    const seen = await firstTicks(local, 100, new FakeTime(7));
    expect(seen.at(-1)!.after).toBe(99 * 10 * MINUTE + 7);
  });

  it.each([90 * MINUTE, -90 * MINUTE])(
    'continues evenly when it is corrected by %i ms',
    async (by) => {
      const time = new FakeTime();
      const clock = ticks(local, time, NEVER);
      await clock.next();
      time.put(by);
      const second = (await clock.next()).value;
      const third = (await clock.next()).value;
      expect(Math.abs(second - (START + by))).toBeLessThanOrEqual(10 * MINUTE);
      expect(third - second).toBe(10 * MINUTE);
    },
  );

  it('never shows the same millisecond twice while it runs', async () => {
    const time = new FakeTime();
    const shown: number[] = [];
    for await (const shows of ticks({ ...local, intervalMs: 1 }, time, NEVER)) {
      shown.push(shows);
      time.put(shown.length % 3);
      if (shown.length === 100) break;
    }
    expect(new Set(shown).size).toBe(100);
  });

  it('stops before its end', async () => {
    const seen = await firstTicks({ ...local, to: START + 20 * MINUTE }, 9);
    expect(seen).toHaveLength(2);
  });
});

describe('a simulated clock', () => {
  const DAY = 24 * 60 * MINUTE;
  const from = START - DAY;
  const simulated = {
    kind: 'simulated',
    intervalMs: 10 * MINUTE,
    from,
    to: undefined,
    speed: 1,
  } as const;

  it('shows every interval exactly, at its speed', async () => {
    expect(await firstTicks({ ...simulated, speed: 60 }, 3)).toEqual([
      { shows: from, after: 0 },
      { shows: from + 10 * MINUTE, after: 10_000 },
      { shows: from + 20 * MINUTE, after: 20_000 },
    ]);
    expect((await firstTicks(simulated, 2))[1]).toEqual({
      shows: from + 10 * MINUTE,
      after: 10 * MINUTE,
    });
    expect((await firstTicks({ ...simulated, speed: 0.5 }, 2))[1]).toEqual({
      shows: from + 10 * MINUTE,
      after: 20 * MINUTE,
    });
  });

  it('waits for nothing at full speed, until it has caught up with the present', async () => {
    const seen = await firstTicks({ ...simulated, speed: Number.POSITIVE_INFINITY }, 147);
    expect(seen.slice(0, 145).every(({ after }) => after === 0)).toBe(true);
    expect(seen.slice(145)).toEqual([
      { shows: START + 10 * MINUTE, after: 10 * MINUTE },
      { shows: START + 20 * MINUTE, after: 20 * MINUTE },
    ]);
  });

  it.each([0.1, 1, 7, 1_000, 1e9, Number.POSITIVE_INFINITY])(
    'never runs ahead of the present, at %d times real time',
    async (speed) => {
      for (const { shows, after } of await firstTicks({ ...simulated, speed }, 400)) {
        expect(shows).toBeLessThanOrEqual(START + after);
      }
    },
  );

  it('stops before its end', async () => {
    const until = { ...simulated, speed: 1e6, to: from + 30 * MINUTE };
    expect(await firstTicks(until, 9)).toHaveLength(3);
  });

  it('ends when the signal aborts, even in mid-sleep', async () => {
    const stop = new AbortController();
    const clock = ticks(simulated, new FakeTime(), stop.signal);
    await clock.next();
    stop.abort(new Error('stopped'));
    await expect(clock.next()).rejects.toThrow('stopped');
  });
});
