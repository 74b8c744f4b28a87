import { inSpan, type Tracing } from '@energy/service';
import { ServerError, type ServerMiddleware, Status } from 'nice-grpc';
import type { RequestContext } from './request-ids.ts';

/**
 * Records a span for every unary call; streams may be open for days and get none. Callers are not trusted, so
 * each call starts its own trace, linked to the `traceparent` that the caller sends.
 */
export function spans(tracing: Tracing | undefined): ServerMiddleware<object, RequestContext> {
  return async function* traced(call, context) {
    const answers = call.next(call.request, context);
    if (!tracing || call.responseStream) return yield* answers;
    const { metadata, requestId } = context;
    const traceparent = metadata.get('traceparent');
    const attributes = { 'rpc.system': 'grpc', 'energy.correlation_id': requestId };
    const { value } = await inSpan(
      tracing,
      call.method.path.slice(1),
      { kind: 'server', from: traceparent ? [traceparent] : [], isRoot: true, attributes },
      async (span) => {
        try {
          return await answers.next();
        } catch (error) {
          const code = error instanceof ServerError ? error.code : Status.UNKNOWN;
          span?.add({ 'rpc.grpc.status_code': code });
          throw error;
        }
      },
    );
    return value;
  };
}
