import {
  addGracefulClose,
  type Metrics,
  operations,
  type Readiness,
  type Tracing,
} from '@energy/service';
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { type AccessOptions, addAccess } from './access/access.ts';
import { type ApiDescription, addOpenApi, getOpenApi } from './openapi.ts';
import { answerBrokenRequest, answerUnreadableAddress } from './problems/broken-requests.ts';
import { Problem } from './problems/problem.ts';
import { addProblemDetails, type Translation } from './problems/problem-details.ts';
import { addUnknownRoutes } from './problems/unknown-routes.ts';
import { addRequestIds, requestIdOf } from './request-ids.ts';
import { addRequestMetrics } from './request-metrics.ts';
import { addRequestSpans } from './request-spans.ts';
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
  /** The addresses of gateways on other machines, whose word is taken for who asks. */
  readonly gateways?: readonly string[];
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
    // The gateway's word for who asked, where it is on this machine or known.
    trustProxy: ['loopback', ...(options.gateways ?? [])],
    bodyLimit,
    requestTimeout: 10_000,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 200 },
    ajv: {
      customOptions: { removeAdditional: false, allErrors: true, verbose: true, coerceTypes },
    },
    frameworkErrors: answerUnreadableAddress,
    clientErrorHandler: answerBrokenRequest,
    // What asks for another protocol is answered in HTTP, as RFC 9110 lets every server do.
    http: options.webSockets ? { shouldUpgradeCallback: asksForWebSocket } : {},
  });

  app.removeContentTypeParser('text/plain');
  addGracefulClose(app);
  addRequestIds(app);
  addRequestSpans(app, tracing, { isCallerTrusted: true });
  addResponseHeaders(app);
  addRequestMetrics(app, metrics);
  if (options.webSockets) endRefusedHandshakes(app);
  addProblemDetails(app, options.translate);
  addSecurityLog(app, metrics);
  addUnknownRoutes(app);
  await addAccess(app, access);
  await app.register(operations, { metrics, readiness });
  await addOpenApi(app, description);
  app.addSchema(Problem);
  getOpenApi(app);
  return app;
}
