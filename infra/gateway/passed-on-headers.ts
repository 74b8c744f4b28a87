import type { IncomingHttpHeaders } from 'node:http';
import { REQUEST_ID } from '@energy/http';
import type { Tracing } from '@energy/service';
import type { FastifyRequest } from 'fastify';

/** What the gateway alone says of a request, whatever anybody outside says of it. */
const OWN_WORD = new Set(['traceparent', 'tracestate', 'baggage']);

/**
 * Headers of a request as an API is to have them: who asked, the request's id, and the trace that the
 * gateway has begun.
 */
export function passedOn(
  headers: IncomingHttpHeaders,
  request: FastifyRequest,
  tracing?: Tracing,
): IncomingHttpHeaders {
  const traceparent = tracing?.traceparent();
  return {
    ...Object.fromEntries(Object.entries(headers).filter(([name]) => !OWN_WORD.has(name))),
    'x-forwarded-for': request.headers['x-forwarded-for'],
    [REQUEST_ID]: request.id,
    ...(traceparent && { traceparent }),
  };
}
