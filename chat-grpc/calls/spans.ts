import { inSpan, type Tracing } from '@energy/service';
import { ServerError, type ServerMiddleware, Status } from 'nice-grpc';
import type { RequestContext } from './request-ids.ts';

/**
 * Makes every call with one answer a span, where anything is traced. A stream is none: it may be open
 * for days. Anyone may call, so that each call begins a trace of its own, which is linked to the one
 * that its caller says it came from.
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
