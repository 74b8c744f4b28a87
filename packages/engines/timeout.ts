import { EngineUnavailable } from './unavailable.ts';

/**
 * Resolves to the result of `work`, if it comes in time. The work itself continues: it can't be cancelled.
 *
 * @param failure the error after `ms` milliseconds, or the message of an {@link EngineUnavailable}
 */
export async function withTimeout<T>(
  work: Promise<T>,
  ms: number,
  failure: string | (() => Error),
): Promise<T> {
  if (await settlesWithin(work, ms)) return work;
  throw typeof failure === 'string' ? new EngineUnavailable(failure) : failure();
}

/** Waits for `work` to be settled, in whichever way; false where that takes more than `ms` milliseconds. */
export async function settlesWithin(work: Promise<unknown>, ms: number): Promise<boolean> {
  const { promise: expired, resolve } = Promise.withResolvers<false>();
  const timer = setTimeout(resolve, ms, false);
  const settled = work.then(
    () => true,
    () => true,
  );
  try {
    return await Promise.race([settled, expired]);
  } finally {
    clearTimeout(timer);
  }
}
