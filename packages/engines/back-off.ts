import { setTimeout as sleep } from 'node:timers/promises';
import type { EngineLog } from './log.ts';
import { PermanentError } from './unavailable.ts';

const FIRST_DELAY_MS = 100;
const MAX_DELAY_MS = 5_000;

/** The wait before try `attempt` (from 0), in milliseconds: doubling, with jitter, 5 s at most. */
export function delayBeforeRetry(attempt: number): number {
  const delay = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** attempt);
  return delay * (0.75 + Math.random() / 4);
}

export interface RetryOptions {
  /** Ends the retries: the promise rejects with the signal's reason. */
  signal: AbortSignal;
  /** Gets a warning after every failed attempt, with the error and the delay. */
  log: EngineLog;
}

/**
 * Retries `work` until it succeeds, with a longer delay after each failure.
 *
 * @param what completes the sentence "Can't …" in the log
 * @throws PermanentError from `work`
 */
export async function untilItSucceeds<T>(
  what: string,
  work: () => Promise<T>,
  { signal, log }: RetryOptions,
): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof PermanentError) throw error;
      const delay = delayBeforeRetry(attempt);
      log.warn(`Can't ${what}, trying again in ${Math.round(delay)} ms: ${error}`);
      await sleep(delay, undefined, { signal });
    }
  }
}
