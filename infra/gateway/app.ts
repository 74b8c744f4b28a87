import { EngineUnavailable } from '@energy/engines';
import {
  addRequestIds,
  addRequestMetrics,
  addRequestSpans,
  answerBrokenRequest,
  answerUnreadableAddress,
  ProblemError,
  requestIdOf,
  sendProblem,
} from '@energy/http';
import { ChatServiceDefinition } from '@energy/proto/chat';
import { addGracefulClose, type Metrics, sentenceOf, type Tracing } from '@energy/service';
import helmet from '@fastify/helmet';
import proxy, { type FastifyHttpProxyOptions } from '@fastify/http-proxy';
import fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { directives } from './content-security-policy.ts';
import { passOnCalls } from './grpc-web/grpc-web.ts';
import { asksForLive, passOnLive } from './live.ts';
import { mergeOpenApi } from './openapi.ts';
import { servePages } from './pages.ts';
import { passedOn } from './passed-on-headers.ts';
import { believeTrustedProxies } from './trusted-proxies.ts';

export interface GatewayOptions {
  /** Answers what is read: GET and HEAD. */
  readonly queryApiUrl: string;
  /** Answers whatever else is asked below /api. */
  readonly commandApiUrl: string;
  /** Answers the calls of the chat. */
  readonly chatGrpcUrl: URL;
  /** Where browsers reach the platform. */
  readonly publicUrl: URL;
  /** Addresses and networks of the proxies before the gateway. None is believed that is not named. */
  readonly trustedProxies?: readonly string[];
  /** The folder of the built pages; none are served without it. */
  readonly pages?: string;
  readonly log: FastifyBaseLogger;
  readonly metrics: Metrics;
  readonly tracing?: Tracing | undefined;
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
  const { queryApiUrl, commandApiUrl, log, metrics, tracing } = options;
  const app: FastifyInstance = fastify({
    loggerInstance: log,
    childLoggerFactory: (logger) => logger.child({}, { level: 'warn' }), // Not a line for every request.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: requestIdOf,
    trustProxy: [...(options.trustedProxies ?? [])],
    bodyLimit: MOST_BYTES,
    requestTimeout: 10_000,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    frameworkErrors: answerUnreadableAddress,
    clientErrorHandler: answerBrokenRequest,
    http: { shouldUpgradeCallback: asksForLive },
  });
  believeTrustedProxies(app, options.publicUrl, log);
  addGracefulClose(app);
  addRequestIds(app);
  addRequestMetrics(app, metrics);
  addRequestSpans(app, tracing, {
    isCallerTrusted: false,
    alsoBelow: `/${ChatServiceDefinition.fullName}/`,
  });
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const isOfRequest = error.statusCode !== undefined && error.statusCode < 500;
    if (isOfRequest) return sendProblem(error, request, reply);
    log.warn(
      `${request.method} ${request.url.slice(0, 500)} could not be passed on: ${sentenceOf(error)}.`,
    );
    return sendProblem(new EngineUnavailable('an API does not answer'), request, reply);
  });
  const isSecure = options.publicUrl.protocol === 'https:';
  await app.register(helmet, headersFor(isSecure));
  const sendPage = await servePages(app, options.pages, { isSecure, log });
  app.setNotFoundHandler((request, reply) => {
    const page = sendPage(request, reply);
    if (page) return page;
    const detail = `There is nothing at ${request.url.slice(0, 500)}.`;
    return sendProblem(new ProblemError('resource-not-found', detail), request, reply);
  });

  app.get('/api/openapi.json', async () =>
    mergeOpenApi(await documentOf(queryApiUrl), await documentOf(commandApiUrl)),
  );
  passOnLive(app, queryApiUrl);
  await passOnCalls(app, options);
  await app.register(proxy, passingOn(queryApiUrl, READING, tracing));
  await app.register(proxy, passingOn(commandApiUrl, COMMANDING, tracing));

  return app;
}

function passingOn(
  upstream: string,
  httpMethods: readonly ('GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS')[],
  tracing: Tracing | undefined,
): FastifyHttpProxyOptions {
  return {
    upstream,
    prefix: '/api',
    rewritePrefix: '/api',
    httpMethods: [...httpMethods],
    undici: { headersTimeout: ANSWER_PATIENCE_MS, bodyTimeout: ANSWER_PATIENCE_MS },
    replyOptions: {
      // The APIs check the host that was asked for, and count attempts by the address that asks.
      // Whoever waits for a 100 (Continue) has been sent one.
      rewriteRequestHeaders: (request, { expect, ...headers }) => ({
        ...passedOn(headers, request as FastifyRequest, tracing),
        host: request.headers.host,
      }),
      onError: (reply, { error }) => {
        (reply as unknown as FastifyReply).send(error);
      },
    },
  };
}

function headersFor(isSecure: boolean) {
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: directives({ isSecure }),
    },
    strictTransportSecurity: isSecure && { maxAge: 31_536_000 },
  };
}

async function documentOf(url: string): Promise<unknown> {
  const signal = AbortSignal.timeout(OPENAPI_PATIENCE_MS);
  const answer = await fetch(`${url}/api/openapi.json`, { signal });
  return answer.json();
}
