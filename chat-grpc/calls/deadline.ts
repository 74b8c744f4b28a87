import { ServerError, type ServerMiddleware, Status } from 'nice-grpc';

/**
 * Ends calls with one answer that take longer than they may, whatever holds them up: engines that are
 * slow must not make callers wait for ever. Callers' own deadlines hold besides.
 */
export function deadline(longestMs: number): ServerMiddleware {
  return async function* withinItsTime(call, context) {
    if (call.responseStream) return yield* call.next(call.request, context);
    const { promise: expired, reject } = Promise.withResolvers<never>();
    const expiry = setTimeout(() => reject(tookTooLong()), longestMs);
    const answer = call.next(call.request, context).next();
    answer.catch(() => undefined); // It may fail when nobody waits for it any more.
    try {
      const { value } = await Promise.race([answer, expired]);
      return value;
    } finally {
      clearTimeout(expiry);
    }
  };
}

function tookTooLong(): ServerError {
  const message = 'It took too long. It may or may not have happened: call again.';
  return new ServerError(Status.DEADLINE_EXCEEDED, message);
}
