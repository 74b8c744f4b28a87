import { withTimeout } from '@energy/engines';
import { ServerError, type ServerMiddleware, Status } from 'nice-grpc';

/**
 * Ends calls with one answer that take longer than they may, whatever holds them up: engines that are
 * slow must not make callers wait for ever. Callers' own deadlines hold besides.
 */
export function deadline(longestMs: number): ServerMiddleware {
  return async function* withinItsTime(call, context) {
    if (call.responseStream) return yield* call.next(call.request, context);
    const answer = call.next(call.request, context).next();
    const { value } = await withTimeout(answer, longestMs, tookTooLong);
    return value;
  };
}

function tookTooLong(): ServerError {
  const message = 'It took too long. It may or may not have happened: call again.';
  return new ServerError(Status.DEADLINE_EXCEEDED, message);
}
