import {
  addGracefulClose,
  type Metrics,
  operations,
  type Readiness,
  type Tracing,
} from '@energy/service';
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { type AccessOptions, addAccess } from './access/access.ts';
import { addConditionalRequests } from './conditional-requests.ts';
import { type GatewayTrust, trustGateway, trustNearestSender } from './gateway-proof.ts';
import { lazyCompilers } from './lazy-compilers.ts';
import { type ApiDescription, addOpenApi, getOpenApi } from './openapi.ts';
import { refuseControlCharacters, refuseSeveralHosts } from './problems/ambiguous-requests.ts';
import { answerBrokenRequest, answerUnreadableAddress } from './problems/broken-requests.ts';
import { addProblemDetails, type Translation } from './problems/problem-details.ts';
import { Problem } from './problems/problem-schema.ts';
import { addUnknownRoutes } from './problems/unknown-routes.ts';
import { addRateLimit } from './rate-limit.ts';
import { addRequestIds, requestIdOf } from './request-ids.ts';
import { addRequestMetrics } from './request-metrics.ts';
import { addRequestSpans } from './request-spans.ts';
import { headersTimeouts, REQUEST_TIMEOUT_MS } from './request-timeout.ts';
import { addResponseHeaders } from './response-headers.ts';
import { addSecurityLog } from './security-log.ts';
import { asksForWebSocket, endRefusedHandshakes } from './websocket-handshakes.ts';

export interface HttpApiOptions {
  readonly log: FastifyBaseLogger;
  readonly metrics: Metrics;
  readonly tracing?: Tracing | undefined;
  readonly readiness: Readiness;
  readonly description: ApiDescription;
  readonly access: AccessOptions;
  /** In bytes. */
  readonly bodyLimit: number;
  /** Translates the API's own errors to problems. */
  readonly translate?: Translation;
  /** Identifies the gateway, whose `X-Forwarded-For` names the caller. */
  readonly gateway?: GatewayTrust;
  /** The most requests of one user in ten seconds to this process; unlimited by default. */
  readonly requestsPerUser?: number;
  /** Converts the text of a parameter to the number that its schema requires. */
  readonly numbersFromText?: boolean;
  /** Set where some of the routes are WebSockets. */
  readonly webSockets?: boolean;
}

/**
 * Creates an HTTP API without routes: with access control, problem details, metrics, health checks and its OpenAPI
 * document. It does not listen yet.
 */
export async function createHttpApi(options: HttpApiOptions): Promise<FastifyInstance> {
  const { log, metrics, tracing, readiness, description, access, bodyLimit } = options;
  const coerceTypes = options.numbersFromText ? 'array' : false;
  const app: FastifyInstance = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    childLoggerFactory: (logger) => logger, // Every log line of a request has its id already.
    genReqId: requestIdOf,
    trustProxy: trustNearestSender,
    bodyLimit,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 200 },
    ajv: {
      customOptions: { removeAdditional: false, allErrors: true, verbose: true, coerceTypes },
    },
    schemaController: { compilersFactory: lazyCompilers },
    frameworkErrors: answerUnreadableAddress,
    clientErrorHandler: answerBrokenRequest,
    // Answers a request to upgrade to another protocol in HTTP (RFC 9110, section 7.8).
    http: {
      ...headersTimeouts(REQUEST_TIMEOUT_MS),
      ...(options.webSockets && { shouldUpgradeCallback: asksForWebSocket }),
    },
  });

  app.removeContentTypeParser('text/plain');
  trustGateway(app, options.gateway ?? {}, log);
  addGracefulClose(app);
  addRequestIds(app);
  addRequestSpans(app, tracing, { isCallerTrusted: true });
  addResponseHeaders(app);
  addRequestMetrics(app, metrics);
  if (options.webSockets) endRefusedHandshakes(app);
  addProblemDetails(app, options.translate);
  addSecurityLog(app, metrics);
  addConditionalRequests(app);
  refuseSeveralHosts(app);
  addUnknownRoutes(app);
  await addAccess(app, access);
  if (options.requestsPerUser !== undefined) {
    const max = options.requestsPerUser;
    await addRateLimit(app, { name: 'user', max, keyOf: ({ actor }) => actor?.userId });
  }
  refuseControlCharacters(app);
  await app.register(operations, { metrics, readiness, log });
  await addOpenApi(app, description);
  app.addSchema(Problem);
  getOpenApi(app);
  return app;
}
