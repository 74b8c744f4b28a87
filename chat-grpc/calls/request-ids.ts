import { REQUEST_ID, requestIdOf } from '@energy/http';
import { correlated } from '@energy/service';
import type { ServerMiddleware } from 'nice-grpc';

/** What a call is known by: in the log, in the events that it stores, and to its caller. */
export interface RequestContext {
  readonly requestId: string;
}

/** Gives every call an id: its own, by `x-request-id` in the metadata, where it brings one. */
export const requestIds: ServerMiddleware<RequestContext> = async function* named(call, context) {
  const requestId = requestIdOf({ headers: { [REQUEST_ID]: context.metadata.get(REQUEST_ID) } });
  context.header.set(REQUEST_ID, requestId);
  const answers = call.next(call.request, { ...context, requestId });
  if (call.responseStream) return yield* answers;
  const { value } = await correlated(requestId, () => answers.next());
  return value;
};
