import { type EngineLog, settlesWithin, withoutCredentials } from '@energy/engines';
import { readConfiguration } from '@energy/service/configuration';
import { startTracing, tracingVariables } from '@energy/service/tracing';
import { Broker } from './broker.ts';
import { systemTime } from './clock.ts';
import { Outbox } from './outbox.ts';
import { counted, Progress, type Status } from './progress.ts';

export interface Delivery {
  readonly brokerUrl: string;
  /** Makes an embedded broker that does not exist. */
  readonly create: boolean;
  /** The start message, before the broker's name. */
  readonly title: string;
  readonly rateWindowMs: number;
  readonly outboxCapacity?: number;
  /** Makes the readings' source; called once, before anything is published. */
  source(outbox: Outbox, log: EngineLog): Source;
}

export interface Source {
  status(): Pick<Status, 'lastEnergy' | 'clock'>;
  /**
   * Puts readings into the outbox until there are no more, and says why there are none. Rejects when
   * the signal aborts.
   */
  run(signal: AbortSignal): Promise<string>;
  /** The last line, once delivery is over, from how it went. */
  summary(delivered: number, seconds: number): string;
}

const CLOSE_TIMEOUT_MS = 1_000;

/**
 * Runs a source until it ends or this process is asked to stop (SIGINT, SIGTERM; at the second one it
 * stops at once), and delivers what it made.
 *
 * @returns the exit code: 0 where every reading was delivered, else 1
 * @throws InvalidConfiguration; InvalidOption where the broker's URL is none; what the source threw, after what it had
 *   made was delivered or a short time has passed
 */
export async function deliver(delivery: Delivery): Promise<number> {
  const traced = readConfiguration(tracingVariables('simulator'), process.env);
  const interrupt = interruption();
  const log: EngineLog = {
    info: (message) => progress.info(message),
    warn: (message) => progress.warn(message),
  };
  const tracing = await startTracing(traced, log);
  const broker = new Broker(delivery.brokerUrl, { tracing, create: delivery.create });
  const outbox = new Outbox({
    publish: (readings) => broker.publish(readings),
    signal: interrupt.signal,
    log,
    time: systemTime,
    ...(delivery.outboxCapacity && { capacity: delivery.outboxCapacity }),
  });
  const source = delivery.source(outbox, log);
  const progress = new Progress({
    stdout: process.stdout,
    stderr: process.stderr,
    rateWindowMs: delivery.rateWindowMs,
    status: () => ({ delivered: outbox.delivered, waiting: outbox.length, ...source.status() }),
  });
  broker.open();

  const startedAt = performance.now();
  progress.start(`${delivery.title}, to ${withoutCredentials(delivery.brokerUrl)}`);
  const sourceFailure = await runToItsEnd(source, outbox, interrupt, log);
  if (interrupt.signal.aborted && outbox.length > 0) {
    log.info(`stopping: a last try to deliver ${counted(outbox.length, 'reading')}`);
  }
  const undelivered = await outbox.settle();
  const deliveryFailed = outbox.ended.aborted && !interrupt.signal.aborted;
  const failure = deliveryFailed ? outbox.ended.reason : sourceFailure;
  const seconds = (performance.now() - startedAt) / 1_000;
  progress.stop(source.summary(outbox.delivered, seconds));
  if (undelivered > 0) {
    process.stderr.write(`${counted(undelivered, 'reading')} not delivered\n`);
  }
  await settlesWithin(broker.close(), CLOSE_TIMEOUT_MS);
  await tracing?.close();
  if (failure) throw failure;
  return undelivered > 0 ? 1 : 0;
}

/** Resolves to what failed in the source, if anything did: what it made is then tried for a short time. */
async function runToItsEnd(
  source: Source,
  outbox: Outbox,
  interrupt: AbortController,
  log: EngineLog,
): Promise<unknown> {
  try {
    log.info(await source.run(AbortSignal.any([interrupt.signal, outbox.ended])));
    return undefined;
  } catch (error) {
    if (interrupt.signal.aborted || outbox.ended.aborted) return undefined;
    interrupt.abort(error);
    return error;
  }
}

function interruption(): AbortController {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(1);
      controller.abort(new Error(`stopped by ${signal}`));
    });
  }
  return controller;
}
