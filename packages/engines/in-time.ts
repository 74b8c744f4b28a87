import { EngineUnavailable } from './unavailable.ts';

/**
 * `work`'s result, if it comes in time. The work itself goes on: it can't be cancelled.
 *
 * @throws EngineUnavailable with `message` when `ms` milliseconds have passed
 */
export async function inTime<T>(work: Promise<T>, ms: number, message: string): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new EngineUnavailable(message)), ms);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
