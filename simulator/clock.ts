import { setTimeout as wait } from 'node:timers/promises';

/** The machine's time, so that tests can bring their own. */
export interface Time {
  /** Milliseconds since 1970, UTC. */
  now(): number;
  /** Rejects when the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** Timers hold no more than 2³¹ − 1 ms, and a clock may be put right while one sleeps. */
const MAX_SLEEP_MS = 3_600_000;

export const systemTime: Time = {
  now: Date.now,
  sleep: (ms, signal) => wait(ms, undefined, { signal }),
};

export interface LocalClock {
  readonly kind: 'local';
  readonly intervalMs: number;
  /** The clock stops before this instant. */
  readonly to: number | undefined;
}

export interface SimulatedClock {
  readonly kind: 'simulated';
  readonly intervalMs: number;
  /** The first instant: milliseconds since 1970, UTC, and not in the future. */
  readonly from: number;
  readonly to: number | undefined;
  /** The factor by which it is faster than real time; `Infinity`: as fast as the readings are taken. */
  readonly speed: number;
}

export type MeterClock = LocalClock | SimulatedClock;

/**
 * The instants at which a meter reads, each yielded when it has come; at once where it is due. Ends
 * at the clock's `to`, and with a rejection when the signal aborts.
 */
export function ticks(clock: MeterClock, time: Time, signal: AbortSignal): AsyncGenerator<number> {
  return clock.kind === 'local'
    ? localTicks(clock, time, signal)
    : simulatedTicks(clock, time, signal);
}

/**
 * The local clock after each interval. Intervals that the machine slept
 * through, or that a clock put right took away or repeated, are not made up for.
 */
async function* localTicks(
  { intervalMs, to = Number.POSITIVE_INFINITY }: LocalClock,
  time: Time,
  signal: AbortSignal,
): AsyncGenerator<number> {
  for (let due = time.now(); due < to; due += intervalMs) {
    await sleepUntil(due, time, signal, intervalMs);
    const now = time.now();
    if (now >= to) return;
    yield now;
    if (Math.abs(time.now() - due) >= intervalMs) due = time.now();
  }
}

/**
 * Exactly `intervalMs` apart, whatever the pace, so that the same backfill sent again names the same
 * readings. The clock runs `speed` times as fast as real time until it has caught up with the
 * present, and never ahead of it.
 */
async function* simulatedTicks(
  { intervalMs, from, to = Number.POSITIVE_INFINITY, speed }: SimulatedClock,
  time: Time,
  signal: AbortSignal,
): AsyncGenerator<number> {
  const startedAt = time.now();
  for (let instant = from; instant < to; instant += intervalMs) {
    await sleepUntil(Math.max(instant, startedAt + (instant - from) / speed), time, signal);
    yield instant;
  }
}

/** Sleeps until the clock shows `instant`, but for `longest` ms at most: it may be put back. */
async function sleepUntil(
  instant: number,
  time: Time,
  signal: AbortSignal,
  longest = Number.POSITIVE_INFINITY,
): Promise<void> {
  signal.throwIfAborted();
  let left = longest;
  for (let now = time.now(); now < instant && left > 0; now = time.now()) {
    const nap = Math.min(Math.ceil(instant - now), left, MAX_SLEEP_MS);
    await time.sleep(nap, signal);
    left -= nap;
  }
}
