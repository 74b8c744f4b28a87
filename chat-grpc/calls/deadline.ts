import { withTimeout } from '@energy/engines';
import { ServerError, type ServerMiddleware, Status } from 'nice-grpc';

/** Ends unary calls that take longer than `timeoutMs`. Callers' own deadlines apply as well. */
export function deadline(timeoutMs: number): ServerMiddleware {
  return async function* timed(call, context) {
    if (call.responseStream) return yield* call.next(call.request, context);
    const answer = call.next(call.request, context).next();
    const { value } = await withTimeout(answer, timeoutMs, deadlineExceeded);
    return value;
  };
}

function deadlineExceeded(): ServerError {
  const message = 'The call took too long and may have succeeded. Call again.';
  return new ServerError(Status.DEADLINE_EXCEEDED, message);
}
