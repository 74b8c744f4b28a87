import { setTimeout as sleep } from 'node:timers/promises';
import { ServerError, type ServerMiddleware, Status } from 'nice-grpc';

/**
 * Ends calls with one answer that take longer than they may, whatever holds them up: engines that are
 * slow must not make callers wait for ever. Callers' own deadlines hold besides.
 */
export function deadline(longestMs: number): ServerMiddleware {
  return async function* withinItsTime(call, context) {
    if (call.responseStream) return yield* call.next(call.request, context);
    const answered = new AbortController();
    const answer = call.next(call.request, context).next();
    answer.catch(() => undefined); // It may fail when nobody waits for it any more.
    try {
      const { value } = await Promise.race([answer, expiry(longestMs, answered.signal)]);
      return value;
    } finally {
      answered.abort();
    }
  };
}

async function expiry(milliseconds: number, signal: AbortSignal): Promise<never> {
  await sleep(milliseconds, undefined, { signal });
  const message = 'It took too long. It may or may not have happened: call again.';
  throw new ServerError(Status.DEADLINE_EXCEEDED, message);
}
