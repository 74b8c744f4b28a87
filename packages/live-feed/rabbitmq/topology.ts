import { declared } from '@energy/engines/rabbitmq';
import type { Channel } from 'amqplib';
import type { Notice } from '../notice.ts';

/** The durable topic exchange of the live feed. */
export const PLATFORM_EXCHANGE = 'energy.live';

/** Limits on the backlog of a slow subscriber, and on its age: the broker drops the oldest first. */
export interface QueueLimits {
  readonly messages: number;
  readonly bytes: number;
  readonly ms: number;
}

/** Creates the exchange if it does not exist. */
export function assertExchange(channel: Channel, exchange: string): Promise<void> {
  return declared(`exchange "${exchange}"`, 'a durable topic exchange', () =>
    channel.assertExchange(exchange, 'topic', { durable: true }),
  );
}

/** The routing key of notices: their types. */
export function routingKeyOf(types: readonly Notice['type'][]): string {
  return types.join('.');
}

export interface SubscriberQueueOptions {
  readonly exchange: string;
  readonly types: readonly Notice['type'][];
  readonly limits: QueueLimits;
}

/**
 * Creates a queue for notices of these types, which lives as long as its consumer. Notices beyond the limits
 * go to the queue `missed`, by a separate exchange: permission for the broker's default exchange would be
 * permission for every queue.
 */
export async function assertSubscriberQueue(
  channel: Channel,
  { exchange, types, limits }: SubscriberQueueOptions,
): Promise<{ readonly queue: string; readonly missed: string }> {
  const consumerOwned = { exclusive: true, autoDelete: true, durable: false };
  const dropped = `${exchange}.missed`;
  await declared(`exchange "${dropped}"`, 'a durable direct exchange', () =>
    channel.assertExchange(dropped, 'direct', { durable: true }),
  );
  const { queue: missed } = await channel.assertQueue('', {
    ...consumerOwned,
    arguments: { 'x-max-length': 1 },
  });
  await channel.bindQueue(missed, dropped, missed);
  const { queue } = await channel.assertQueue('', {
    ...consumerOwned,
    arguments: {
      'x-max-length': limits.messages,
      'x-max-length-bytes': limits.bytes,
      'x-message-ttl': limits.ms,
      'x-dead-letter-exchange': dropped,
      'x-dead-letter-routing-key': missed,
    },
  });
  for (const type of types) await channel.bindQueue(queue, exchange, `#.${type}.#`);
  return { queue, missed };
}
