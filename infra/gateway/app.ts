import { EngineUnavailable } from '@energy/engines';
import { ProblemError, sendProblem } from '@energy/http';
import { addGracefulClose, type Metrics, operations, sentenceOf } from '@energy/service';
import helmet from '@fastify/helmet';
import proxy, { type FastifyHttpProxyOptions } from '@fastify/http-proxy';
import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  LogController,
} from 'fastify';
import { mergeOpenApi } from './openapi.ts';

export interface GatewayOptions {
  /** Answers what is read: GET and HEAD. */
  readonly queryApiUrl: string;
  /** Answers whatever else is asked below /api. */
  readonly commandApiUrl: string;
  /** Where browsers reach the platform. */
  readonly publicUrl: URL;
  readonly log: FastifyBaseLogger;
  readonly metrics: Metrics;
}

const MOST_BYTES = 1024 * 1024;
const ANSWER_PATIENCE_MS = 15_000;
const OPENAPI_PATIENCE_MS = 2_000;

const READING = ['GET', 'HEAD'] as const;
const COMMANDING = ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

/**
 * The one port for browsers and programs. The method decides which API answers, so that a client sees
 * one. It listens nowhere until it is told to.
 */
export async function buildGateway(options: GatewayOptions): Promise<FastifyInstance> {
  const { queryApiUrl, commandApiUrl, log, metrics } = options;
  const app: FastifyInstance = fastify({
    loggerInstance: log,
    childLoggerFactory: (logger) => logger.child({}, { level: 'warn' }), // Not a line for every request.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: MOST_BYTES,
    requestTimeout: 10_000,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
  });
  addGracefulClose(app);
  app.setNotFoundHandler((request, reply) => {
    const detail = `There is nothing at ${request.url.slice(0, 500)}.`;
    return sendProblem(new ProblemError('resource-not-found', detail), request, reply);
  });
  app.setErrorHandler((error, request, reply) => {
    log.warn(
      `${request.method} ${request.url.slice(0, 500)} could not be passed on: ${sentenceOf(error)}.`,
    );
    return sendProblem(new EngineUnavailable('an API does not answer'), request, reply);
  });
  await app.register(helmet, headersFor(options.publicUrl));
  await app.register(operations, { metrics, readiness: () => readinessOf(options) });

  app.get('/api/openapi.json', async () =>
    mergeOpenApi(await documentOf(queryApiUrl), await documentOf(commandApiUrl)),
  );
  await app.register(proxy, passingOn(queryApiUrl, READING));
  await app.register(proxy, passingOn(commandApiUrl, COMMANDING));

  return app;
}

function passingOn(
  upstream: string,
  httpMethods: readonly ('GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS')[],
): FastifyHttpProxyOptions {
  return {
    upstream,
    prefix: '/api',
    rewritePrefix: '/api',
    httpMethods: [...httpMethods],
    undici: { headersTimeout: ANSWER_PATIENCE_MS, bodyTimeout: ANSWER_PATIENCE_MS },
    replyOptions: {
      // The APIs check the host that was asked for, and count attempts by the address that asks.
      rewriteRequestHeaders: (request, headers) => ({
        ...headers,
        host: request.headers.host,
        'x-forwarded-for': request.socket.remoteAddress,
      }),
      onError: (reply, { error }) => {
        (reply as unknown as FastifyReply).send(error);
      },
    },
  };
}

/** Nothing is fetched from elsewhere, framed, or run that is not the platform's own. */
function headersFor(publicUrl: URL) {
  const isSecure = publicUrl.protocol === 'https:';
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        ...(isSecure && { upgradeInsecureRequests: [] }),
      },
    },
    strictTransportSecurity: isSecure && { maxAge: 31_536_000 },
  };
}

async function readinessOf({ queryApiUrl, commandApiUrl }: GatewayOptions) {
  const upstreams = { 'query-api': queryApiUrl, 'command-api': commandApiUrl };
  const notReady: Record<string, string> = {};
  await Promise.all(
    Object.entries(upstreams).map(async ([name, url]) => {
      const signal = AbortSignal.timeout(OPENAPI_PATIENCE_MS);
      const answer = await fetch(`${url}/health/ready`, { signal }).catch(sentenceOf);
      if (typeof answer === 'string') notReady[name] = answer;
      else if (!answer.ok) notReady[name] = await answer.text();
    }),
  );
  return notReady;
}

async function documentOf(url: string): Promise<unknown> {
  const signal = AbortSignal.timeout(OPENAPI_PATIENCE_MS);
  const answer = await fetch(`${url}/api/openapi.json`, { signal });
  return answer.json();
}
