import type { Span, Tracing } from '@energy/service';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { asksForWebSocket } from './websocket-handshakes.ts';

export interface RequestSpansOptions {
  /** Continues the trace of the caller's `traceparent`. Otherwise each request begins its own. */
  readonly isCallerTrusted: boolean;
  /** The prefix of paths that are traced beside the API's. */
  readonly alsoBelow?: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    span: Span | null;
  }
}

const API = '/api/';

/**
 * Records a span for every request of the API where tracing is on, except WebSockets and streams, which may be
 * open for days.
 */
export function addRequestSpans(
  app: FastifyInstance,
  tracing: Tracing | undefined,
  { isCallerTrusted, alsoBelow }: RequestSpansOptions,
): void {
  if (!tracing) return;
  app.decorateRequest('span', null);

  app.addHook('onRequest', (request, _reply, done) => {
    if (!isTraced(request, alsoBelow)) return done();
    const { traceparent } = request.headers;
    request.span = tracing.begin(nameOf(request), {
      kind: 'server',
      from: typeof traceparent === 'string' ? [traceparent] : [],
      isRoot: !isCallerTrusted,
      attributes: {
        'http.request.method': request.method,
        'http.route': request.routeOptions.url,
        'url.path': pathOf(request),
        'energy.correlation_id': request.id,
      },
    });
    request.span.run(done);
  });

  app.addHook('onResponse', (request, { statusCode }, done) => {
    request.span?.add({ 'http.response.status_code': statusCode });
    request.span?.end(statusCode >= 500 ? new Error(`HTTP status ${statusCode}`) : undefined);
    done();
  });
}

function isTraced(request: FastifyRequest, alsoBelow = API): boolean {
  if (!request.url.startsWith(API) && !request.url.startsWith(alsoBelow)) return false;
  return !asksForWebSocket(request.raw) && !request.routeOptions.config.isStream;
}

function nameOf({ method, routeOptions }: FastifyRequest): string {
  return routeOptions.url === undefined ? method : `${method} ${routeOptions.url}`;
}

function pathOf({ url }: FastifyRequest): string {
  return url.split('?', 1)[0]!.slice(0, 500);
}
