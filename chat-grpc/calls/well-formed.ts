import { UnreadableRequest } from '@energy/proto/strict-requests';
import type { ServerMiddleware } from 'nice-grpc';
import { invalidRequest } from './failures.ts';

/** Refuses requests that can't be read. */
export const wellFormed: ServerMiddleware = async function* readable(call, context) {
  if (call.request instanceof UnreadableRequest) {
    const description = 'The request is no valid message: texts are UTF-8, numbers not too large.';
    throw invalidRequest('', description);
  }
  return yield* call.next(call.request, context);
};
