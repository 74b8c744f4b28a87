import { type EngineLog, openByScheme } from '@energy/engines';
import type { MeasurementQueue } from './measurement-queue.ts';
import { RabbitMeasurementQueue } from './rabbitmq/measurement-queue.ts';
import { SqliteMeasurementQueue } from './sqlite/measurement-queue.ts';

export interface OpenQueueOptions {
  log: EngineLog;
  /** The number of partitions of RabbitMQ's queue; the embedded queue has its own partitions. */
  partitions?: number | undefined;
}

/**
 * Opens the queue that `url` names: `sqlite:FILE` for the embedded one, `amqp://…` or `amqps://…`
 * for RabbitMQ. A RabbitMQ that is away is no error here: it is connected to when it comes.
 *
 * @throws InvalidEngineUrl where no adapter has the scheme, or the URL is broken
 */
export function openMeasurementQueue(
  url: string,
  { log, partitions }: OpenQueueOptions,
): MeasurementQueue {
  const openRabbit = () => new RabbitMeasurementQueue(url, { log, partitions });
  return openByScheme<MeasurementQueue>(url, {
    'sqlite:': () => new SqliteMeasurementQueue(url, { log }),
    'amqp:': openRabbit,
    'amqps:': openRabbit,
  });
}
