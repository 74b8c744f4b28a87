import { randomUUID } from 'node:crypto';
import type { ReadModels } from '@energy/read-models';
import { addGracefulClose, type Metrics, operations, sentenceOf } from '@energy/service';
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { answerBrokenRequest, answerUnreadableAddress } from './plugins/broken-requests.ts';
import { addOpenApi } from './plugins/openapi.ts';
import { addProblemDetails } from './plugins/problem-details.ts';
import { addRequestMetrics } from './plugins/request-metrics.ts';
import { addResponseHeaders } from './plugins/response-headers.ts';
import { addUnknownRoutes } from './plugins/unknown-routes.ts';
import { getConsumption } from './routes/devices/consumption.ts';
import { getDevice } from './routes/devices/device.ts';
import { listDevices } from './routes/devices/list.ts';
import { getOpenApi } from './routes/openapi.ts';
import { Device } from './schemas/device.ts';
import { Problem } from './schemas/problem.ts';

export interface AppOptions {
  readonly readModels: ReadModels;
  readonly log: FastifyBaseLogger;
  readonly metrics: Metrics;
  /** The present instant, in milliseconds since 1970: decides what today is. */
  readonly now?: () => number;
}

/** The query side of the API over its read models. It listens nowhere until it is told to. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const { readModels, log, metrics, now = Date.now } = options;
  const app: FastifyInstance = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    childLoggerFactory: (logger) => logger, // Whatever is logged of a request names it by itself.
    genReqId: () => randomUUID(),
    bodyLimit: 1_024,
    requestTimeout: 10_000,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 200 },
    ajv: { customOptions: { removeAdditional: false, allErrors: true, verbose: true } },
    frameworkErrors: answerUnreadableAddress,
    clientErrorHandler: answerBrokenRequest,
  });

  addGracefulClose(app);
  addResponseHeaders(app);
  addRequestMetrics(app, metrics);
  addProblemDetails(app);
  addUnknownRoutes(app);
  await app.register(operations, { metrics, readiness: () => readinessOf(readModels) });

  await addOpenApi(app);
  app.addSchema(Problem);
  app.addSchema(Device);
  listDevices(app, readModels.devices);
  getDevice(app, readModels.devices);
  getConsumption(app, readModels, now);
  getOpenApi(app);
  return app;
}

async function readinessOf(readModels: ReadModels): Promise<Record<string, string>> {
  try {
    await readModels.devices.position();
    return {};
  } catch (error) {
    return { 'read models': sentenceOf(error) };
  }
}
