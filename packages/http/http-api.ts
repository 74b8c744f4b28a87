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
import { type ApiDescription, addOpenApi, getOpenApi } from './openapi.ts';
import { refuseControlCharacters, refuseSeveralHosts } from './problems/ambiguous-requests.ts';
import { answerBrokenRequest, answerUnreadableAddress } from './problems/broken-requests.ts';
import { Problem } from './problems/problem.ts';
import { addProblemDetails, type Translation } from './problems/problem-details.ts';
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
  /** The most bytes of a body. */
  readonly bodyLimit: number;
  /** The problems that the API's own errors stand for. */
  readonly translate?: Translation;
  /** How the gateway proves itself, whose `X-Forwarded-For` names the caller. */
  readonly gateway?: GatewayTrust;
  /** Requests that one user may send in ten seconds to this process; unlimited by default. */
  readonly requestsPerUser?: number;
  /** Reads the text of a parameter as the number that its schema wants. Without it, a text is a text. */
  readonly numbersFromText?: boolean;
  /** Whether some of its routes are WebSockets. */
  readonly webSockets?: boolean;
}

/**
 * What every HTTP API of the platform is before it has routes of its own: it knows who asks, answers
 * problems as problem details, tells operators how it is, and describes itself. It listens nowhere
 * until it is told to.
 */
export async function createHttpApi(options: HttpApiOptions): Promise<FastifyInstance> {
  const { log, metrics, tracing, readiness, description, access, bodyLimit } = options;
  const coerceTypes = options.numbersFromText ? 'array' : false;
  const app: FastifyInstance = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    childLoggerFactory: (logger) => logger, // It is logged with a request's id whoever logs.
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
    frameworkErrors: answerUnreadableAddress,
    clientErrorHandler: answerBrokenRequest,
    // A request for another protocol is answered in HTTP (RFC 9110, section 7.8).
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
  await app.register(operations, { metrics, readiness });
  await addOpenApi(app, description);
  app.addSchema(Problem);
  getOpenApi(app);
  return app;
}
