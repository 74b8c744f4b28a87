import type { IncomingHttpHeaders } from 'node:http';
import { REQUEST_ID } from '@energy/http/server';
import type { Tracing } from '@energy/service';
import type { FastifyRequest } from 'fastify';

/** Headers that only the gateway may set for the services behind it. */
const RESERVED = new Set(['traceparent', 'tracestate', 'baggage']);

/** Headers of a request as a service receives them: with the caller's address, the request's id and trace. */
export function forwardedHeaders(
  headers: IncomingHttpHeaders,
  request: FastifyRequest,
  tracing?: Tracing,
): IncomingHttpHeaders {
  const traceparent = tracing?.traceparent();
  return {
    ...Object.fromEntries(Object.entries(headers).filter(([name]) => !RESERVED.has(name))),
    'x-forwarded-for': request.headers['x-forwarded-for'],
    [REQUEST_ID]: request.id,
    ...(traceparent && { traceparent }),
  };
}
