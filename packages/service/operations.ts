import { databaseProblems, withTimeout } from '@energy/engines';
import fastify, { type FastifyInstance, type FastifyPluginAsync } from 'fastify';
import { Gauge, type Registry } from 'prom-client';
import { errorMessage } from './configuration/error-message.ts';
import { type Address, listen } from './listen.ts';
import type { Logger } from './logging.ts';
import { reportStartup } from './startup-report.ts';

const READINESS_TIMEOUT_MS = 2_000;

/** The missing dependencies of a process by name, with the reasons; empty when it is ready. */
export type NotReady = Readonly<Record<string, string>>;

/** Called for every request of `/health/ready`. An error, or no result within 2 s, means not ready. */
export type Readiness = () => Promise<NotReady>;

export interface OperationsOptions {
  readonly metrics: Registry;
  readonly readiness: Readiness;
  /** Receives what the process waits for, until it is ready for the first time. */
  readonly log?: Pick<Logger, 'info'>;
}

/**
 * The endpoints for operators of a process, as a Fastify plugin:
 * - `GET /metrics`: for Prometheus, including readiness;
 * - `GET /health/live`: 200 while it runs at all;
 * - `GET /health/ready`: 200, or 503 with what isn't ready and why.
 */
export const operations: FastifyPluginAsync<OperationsOptions> = async (
  app,
  { metrics, readiness, log },
) => {
  const setReadiness = readinessMetrics(metrics);
  if (log) {
    let endReports = () => {};
    app.addHook('onListen', async () => {
      endReports = reportStartup(() => findNotReady(readiness), log);
    });
    app.addHook('onClose', async () => endReports());
  }

  app.get('/metrics', async (_request, reply) => {
    setReadiness(await findNotReady(readiness));
    reply.type(metrics.contentType);
    return metrics.metrics();
  });

  app.get('/health/live', async () => ({ status: 'live' }));

  app.get('/health/ready', async (_request, reply) => {
    const notReady = await findNotReady(readiness);
    if (Object.keys(notReady).length === 0) return { status: 'ready' };
    return reply.code(503).send({ status: 'not ready', notReady });
  });
};

/** Serves nothing but {@link operations}: for a process without an HTTP API of its own. */
export async function serveOperations(
  options: OperationsOptions & Address,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const app: FastifyInstance = fastify({
    forceCloseConnections: true,
    requestTimeout: 10_000,
    bodyLimit: 1_024,
  });
  await app.register(operations, options);
  const url = await listen(app, options);
  return { url, close: () => app.close() };
}

/** Registers the metrics of readiness; returns their setter. */
function readinessMetrics(metrics: Registry): (notReady: NotReady) => void {
  const ready = new Gauge({
    name: 'energy_ready',
    help: 'Whether the process has everything that it works with: 1, or 0',
    registers: [metrics],
  });
  const missing = new Gauge({
    name: 'energy_not_ready',
    help: 'What the process can’t work without and does not have: 1 for each',
    labelNames: ['what'],
    registers: [metrics],
  });
  return (notReady) => {
    const names = Object.keys(notReady);
    ready.set(names.length === 0 ? 1 : 0);
    missing.reset();
    for (const what of names) missing.set({ what }, 1);
  };
}

async function findNotReady(readiness: Readiness): Promise<NotReady> {
  try {
    const notReady = await withTimeout(
      readiness(),
      READINESS_TIMEOUT_MS,
      `no answer within ${READINESS_TIMEOUT_MS / 1_000} s`,
    );
    return { ...databaseProblems(), ...notReady };
  } catch (error) {
    return { ...databaseProblems(), readiness: errorMessage(error) };
  }
}
