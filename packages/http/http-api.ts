import { randomUUID } from 'node:crypto';
import { addGracefulClose, type Metrics, operations, type Readiness } from '@energy/service';
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { type AccessOptions, addAccess } from './access/access.ts';
import { type ApiDescription, addOpenApi, getOpenApi } from './openapi.ts';
import { answerBrokenRequest, answerUnreadableAddress } from './problems/broken-requests.ts';
import { Problem } from './problems/problem.ts';
import { addProblemDetails, type Translation } from './problems/problem-details.ts';
import { addUnknownRoutes } from './problems/unknown-routes.ts';
import { addRequestMetrics } from './request-metrics.ts';
import { addResponseHeaders } from './response-headers.ts';

export interface HttpApiOptions {
  readonly log: FastifyBaseLogger;
  readonly metrics: Metrics;
  readonly readiness: Readiness;
  readonly description: ApiDescription;
  readonly access: AccessOptions;
  /** The most bytes of a body. */
  readonly bodyLimit: number;
  /** The problems that the API's own errors stand for. */
  readonly translate?: Translation;
  /** Reads the text of a parameter as the number that its schema wants. Without it, a text is a text. */
  readonly numbersFromText?: boolean;
}

/**
 * What every HTTP API of the platform is before it has routes of its own: it knows who asks, answers
 * problems as problem details, tells operators how it is, and describes itself. It listens nowhere
 * until it is told to.
 */
export async function createHttpApi(options: HttpApiOptions): Promise<FastifyInstance> {
  const { log, metrics, readiness, description, access, bodyLimit } = options;
  const coerceTypes = options.numbersFromText ? 'array' : false;
  const app: FastifyInstance = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    childLoggerFactory: (logger) => logger, // Whatever is logged of a request names it by itself.
    genReqId: () => randomUUID(),
    trustProxy: 'loopback', // The gateway's word for who asked, where it is on this machine.
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
  });

  app.removeContentTypeParser('text/plain');
  addGracefulClose(app);
  addResponseHeaders(app);
  addRequestMetrics(app, metrics);
  addProblemDetails(app, options.translate);
  addUnknownRoutes(app);
  await addAccess(app, access);
  await app.register(operations, { metrics, readiness });
  await addOpenApi(app, description);
  app.addSchema(Problem);
  getOpenApi(app);
  return app;
}
