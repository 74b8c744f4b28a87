import { delay } from './delay.ts';
import type { EngineLog } from './log.ts';
import { PermanentError } from './unavailable.ts';

const MIN_DELAY_MS = 100;
const MAX_DELAY_MS = 5_000;

/** The delay before retry `attempt` (from 0), in milliseconds: doubling, with jitter, 5 s at most. */
export function retryDelay(attempt: number): number {
  const ms = Math.min(MAX_DELAY_MS, MIN_DELAY_MS * 2 ** attempt);
  return ms * (0.75 + Math.random() / 4);
}

/**
 * Waits for a random time that grows with the attempts (from 0), so that a conflicting writer can finish.
 *
 * @param maxMs the longest time to wait, in milliseconds
 */
export function backoff(attempt: number, maxMs = 100): Promise<void> {
  return delay(Math.random() * Math.min(maxMs, 2 ** attempt));
}

export interface RetryOptions {
  /** Ends the retries: the promise rejects with the signal's reason. */
  readonly signal: AbortSignal;
  /** Handles a failed attempt: rethrows the error to end the retries. */
  readonly onFailure: (error: unknown, delayMs: number) => void;
}

/** Retries `work` until it succeeds, with a longer delay after each failure. */
export async function retry<T>(
  work: () => T | Promise<T>,
  { signal, onFailure }: RetryOptions,
): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      const delayMs = retryDelay(attempt);
      onFailure(error, delayMs);
      await delay(delayMs, signal);
    }
  }
}

/**
 * Retries `work` until it succeeds, and logs a warning after every failed attempt.
 *
 * @param what completes the sentence "Can't …" in the log
 * @throws PermanentError from `work`; the signal's reason
 */
export function retryForever<T>(
  what: string,
  work: () => Promise<T>,
  { signal, log }: { readonly signal: AbortSignal; readonly log: EngineLog },
): Promise<T> {
  return retry(work, {
    signal,
    onFailure: (error, delayMs) => {
      if (error instanceof PermanentError) throw error;
      log.warn(`Can't ${what}, trying again in ${Math.round(delayMs)} ms: ${error}`);
    },
  });
}
