import { EngineUnavailable } from '@energy/engines';
import {
  addRateLimit,
  addRequestIds,
  addRequestMetrics,
  addRequestSpans,
  answerBrokenRequest,
  answerUnreadableAddress,
  headersTimeouts,
  ProblemError,
  REQUEST_TIMEOUT_MS,
  refuseSeveralHosts,
  requestIdOf,
  sendProblem,
} from '@energy/http/server';
import { ChatServiceDefinition } from '@energy/proto/chat';
import { addGracefulClose, errorMessage, type Metrics, type Tracing } from '@energy/service';
import helmet from '@fastify/helmet';
import { normalizeIP } from '@fastify/rate-limit';
import fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { serveApiDocs } from './api-docs.ts';
import { proxyApi } from './api-proxy.ts';
import type { Branding } from './branding/branding.ts';
import { directives } from './content-security-policy.ts';
import { proxyGrpcWeb } from './grpc-web/grpc-web.ts';
import { isLiveHandshake, proxyWebSocket } from './live.ts';
import { serveOpenApi } from './openapi.ts';
import { servePages } from './pages.ts';
import { trustProxies } from './trusted-proxies.ts';
import { limitUnfinishedBodies } from './unfinished-bodies.ts';

export interface GatewayOptions {
  /** Answers GET and HEAD below /api. */
  readonly queryApiUrl: string;
  /** Answers every other method below /api. */
  readonly commandApiUrl: string;
  /** Answers the calls of the chat. */
  readonly chatGrpcUrl: URL;
  /** URL at which browsers reach the platform. */
  readonly publicUrl: URL;
  /** Addresses and networks of the proxies in front of the gateway. No other sender is trusted. */
  readonly trustedProxies?: readonly string[];
  /** Proves to the APIs that a request comes from the gateway. */
  readonly secret?: string | undefined;
  /** Maximum number of requests of one address in ten seconds; unlimited by default. */
  readonly requestsPerAddress?: number;
  /** Maximum number of concurrent requests of one address with incomplete bodies; 32 by default. */
  readonly unfinishedPerAddress?: number;
  /** Time after which an incomplete request gets 408; 10 s by default. */
  readonly requestTimeoutMs?: number;
  /** Time after which a request without the start of a response gets 504; 8 s by default. */
  readonly answerTimeoutMs?: number;
  /** Folder of the built pages; by default, no pages are served. */
  readonly pages?: string;
  /** The appearance of the utility; by default, the platform's own. */
  readonly branding?: Branding | undefined;
  readonly log: FastifyBaseLogger;
  readonly metrics: Metrics;
  readonly tracing?: Tracing | undefined;
}

/** Maximum size of bodies that the gateway itself reads. The APIs and the chat have their own limits. */
const MAX_BODY_BYTES = 64 * 1024;
const DEFAULT_UNFINISHED_PER_ADDRESS = 32;
const DEFAULT_ANSWER_TIMEOUT_MS = 8_000;

/** Builds the only public server: it serves the pages and forwards to the services. Does not listen yet. */
export async function buildGateway(options: GatewayOptions): Promise<FastifyInstance> {
  const { log, metrics, tracing, publicUrl, requestsPerAddress } = options;
  const requestTimeout = options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS;
  const answerTimeoutMs = options.answerTimeoutMs ?? DEFAULT_ANSWER_TIMEOUT_MS;
  const app: FastifyInstance = fastify({
    loggerInstance: log,
    childLoggerFactory: (logger) => logger.child({}, { level: 'error' }), // Avoids a line for each request.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: requestIdOf,
    trustProxy: [...(options.trustedProxies ?? [])],
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    frameworkErrors: answerUnreadableAddress,
    clientErrorHandler: answerBrokenRequest,
    http: { ...headersTimeouts(requestTimeout), shouldUpgradeCallback: isLiveHandshake },
  });
  trustProxies(app, publicUrl, log);
  addGracefulClose(app);
  addRequestIds(app);
  addRequestMetrics(app, metrics);
  addRequestSpans(app, tracing, {
    isCallerTrusted: false,
    alsoBelow: `/${ChatServiceDefinition.fullName}/`,
  });
  app.setErrorHandler((error: FastifyError, request, reply) =>
    sendProblem(problemOf(error, request, log), request, reply),
  );
  const isSecure = publicUrl.protocol === 'https:';
  await app.register(helmet, securityHeaders(isSecure));
  refuseSeveralHosts(app);
  if (requestsPerAddress !== undefined) {
    await addRateLimit(app, { name: 'address', max: requestsPerAddress, keyOf: networkOf });
  }
  limitUnfinishedBodies(app, {
    maxPerAddress: options.unfinishedPerAddress ?? DEFAULT_UNFINISHED_PER_ADDRESS,
    keyOf: networkOf,
  });
  const sendPage = await servePages(app, options.pages, {
    isSecure,
    log,
    branding: options.branding,
  });
  app.setNotFoundHandler((request, reply) => sendPage(request, reply));

  serveOpenApi(app, options);
  await serveApiDocs(app, { isSecure });
  proxyWebSocket(app, options.queryApiUrl);
  await proxyGrpcWeb(app, options);
  await proxyApi(app, { ...options, answerTimeoutMs });
  return app;
}

/** The caller's address (of IPv6 the network of 64 bits), as {@link trustProxies} determined it. */
function networkOf({ headers }: FastifyRequest): string {
  return normalizeIP(String(headers['x-forwarded-for']));
}

/** Logs the failure of a service behind the gateway; callers do not get its cause. */
function problemOf(error: FastifyError, { method, url }: FastifyRequest, log: FastifyBaseLogger) {
  if (error.statusCode !== undefined && error.statusCode < 500) return error;
  log.warn(`${method} ${url.slice(0, 500)} could not be forwarded: ${errorMessage(error)}.`);
  if (error.statusCode !== 504) return new EngineUnavailable('a service does not answer');
  const detail = 'The service took too long. A command may have been carried out.';
  return new ProblemError('gateway-timeout', detail);
}

function securityHeaders(isSecure: boolean) {
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: directives({ isSecure }),
    },
    strictTransportSecurity: isSecure && { maxAge: 31_536_000 },
  };
}
