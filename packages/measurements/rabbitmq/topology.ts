import { type BrokerConnection, closeQuietly, declared } from '@energy/engines/rabbitmq';
import type { Channel, ConsumeMessage } from 'amqplib';

export interface Names {
  /** The durable topic exchange that meters publish to. */
  readonly exchange: string;
  /** The durable quorum queue, bound to the exchange by `measurement.#`. */
  readonly queue: string;
  /** The durable quorum queue of what was put aside. */
  readonly deadLetterQueue: string;
}

export const PLATFORM_NAMES: Names = {
  exchange: 'energy',
  queue: 'measurements',
  deadLetterQueue: 'measurements.dead',
};

const NOT_FOUND = 404;

const EVERY_MEASUREMENT = 'measurement.#';

/** The header by which a message names the span that published it (W3C Trace Context: AMQP). */
export const TRACEPARENT = 'traceparent';

/** The header that keeps the routing key by which a meter published a message, where the platform publishes it again. */
export const ROUTING_KEY_HEADER = 'x-routing-key';

/** The routing key by which a meter published a message. */
export function routingKeyOf({ fields, properties }: ConsumeMessage): string {
  return properties.headers?.[ROUTING_KEY_HEADER] ?? fields.routingKey;
}

/** A broker's own limit would drop messages that were often given back; this one is never reached. */
const QUORUM_QUEUE = {
  durable: true,
  arguments: { 'x-queue-type': 'quorum', 'x-delivery-limit': 2 ** 31 - 1 },
};

/**
 * Makes the exchange and the queues where they don't exist yet. The queue of dead letters comes last: who
 * sees it knows that the other one takes measurements.
 *
 * @throws EngineUnavailable where one of them exists with other properties, saying which
 */
export async function assertTopology(channel: Channel, names: Names): Promise<void> {
  await declared(`exchange "${names.exchange}"`, 'a durable topic exchange', () =>
    channel.assertExchange(names.exchange, 'topic', { durable: true }),
  );
  await assertQueue(channel, names.queue);
  await channel.bindQueue(names.queue, names.exchange, EVERY_MEASUREMENT);
  await assertQueue(channel, names.deadLetterQueue);
}

async function assertQueue(channel: Channel, queue: string): Promise<void> {
  await declared(`queue "${queue}"`, 'a durable quorum queue without a delivery limit', () =>
    channel.assertQueue(queue, QUORUM_QUEUE),
  );
}

/** Whether the exchange and the queues are there: to be asked by those who may not make them. */
export async function isThere(connection: BrokerConnection, names: Names): Promise<boolean> {
  const channel = await connection.channel();
  try {
    await channel.checkExchange(names.exchange);
    for (const queue of [names.queue, names.deadLetterQueue]) await channel.checkQueue(queue);
    return true;
  } catch (error) {
    if ((error as { code?: number }).code === NOT_FOUND) return false;
    throw error;
  } finally {
    await closeQuietly(channel);
  }
}
