import { type EngineLog, schemeOf } from '@energy/engines';
import type { MeasurementQueue } from './measurement-queue.ts';
import { RabbitMeasurementQueue } from './rabbitmq/measurement-queue.ts';
import { SqliteMeasurementQueue } from './sqlite/measurement-queue.ts';

export interface OpenQueueOptions {
  log: EngineLog;
}

/**
 * Opens the queue that `url` names: `sqlite:FILE` for the embedded one, `amqp://…` or `amqps://…`
 * for RabbitMQ. A RabbitMQ that is away is no error here: it is connected to when it comes.
 *
 * @throws RangeError for another scheme, TypeError for a broken URL, EngineUnavailable when the
 *   embedded database can't be opened
 */
export function openMeasurementQueue(url: string, { log }: OpenQueueOptions): MeasurementQueue {
  switch (schemeOf(url, ['sqlite:', 'amqp:', 'amqps:'])) {
    case 'sqlite:':
      return new SqliteMeasurementQueue(url, { log });
    case 'amqp:':
    case 'amqps:':
      return new RabbitMeasurementQueue(url, { log });
  }
}
