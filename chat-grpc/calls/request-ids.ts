import { REQUEST_ID, requestIdOf } from '@energy/http/server';
import { correlated } from '@energy/service';
import type { ServerMiddleware } from 'nice-grpc';

export interface RequestContext {
  /** Identifies the call in the log, in the events that it stores, and to its caller. */
  readonly requestId: string;
}

/** Gives every call an id: the `x-request-id` of its metadata, or a new one. */
export const requestIds: ServerMiddleware<RequestContext> = async function* identified(
  call,
  context,
) {
  const requestId = requestIdOf({ headers: { [REQUEST_ID]: context.metadata.get(REQUEST_ID) } });
  context.header.set(REQUEST_ID, requestId);
  const answers = call.next(call.request, { ...context, requestId });
  if (call.responseStream) return yield* answers;
  const { value } = await correlated(requestId, () => answers.next());
  return value;
};
