import { setTimeout as delay } from 'node:timers/promises';

const TIMEOUT_MS = 60_000;
const POLL_INTERVAL_MS = 20;

/**
 * Calls a function until it returns a truthy value.
 *
 * @throws Error after `timeoutMs`
 */
export async function eventually<T>(
  check: () => T | Promise<T>,
  timeoutMs = TIMEOUT_MS,
): Promise<NonNullable<T>> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const result = await check();
    if (result) return result;
    if (Date.now() > deadline) throw new Error(`Not within ${timeoutMs} ms: ${check}`);
    await delay(POLL_INTERVAL_MS);
  }
}
