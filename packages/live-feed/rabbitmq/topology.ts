import { declared } from '@energy/engines/rabbitmq';
import type { Channel } from 'amqplib';
import type { Notice } from '../notice.ts';

/** The durable topic exchange of the live feed. */
export const PLATFORM_EXCHANGE = 'energy.live';

/** How much waits for a listener that does not keep up, and for how long: the oldest goes first. */
export interface Patience {
  readonly messages: number;
  readonly bytes: number;
  readonly ms: number;
}

/** Makes the exchange where it doesn't exist yet. */
export function assertExchange(channel: Channel, exchange: string): Promise<void> {
  return declared(`exchange "${exchange}"`, 'a durable topic exchange', () =>
    channel.assertExchange(exchange, 'topic', { durable: true }),
  );
}

/** The routing key of notices: the types that occur in them. */
export function routingKeyOf(types: readonly Notice['type'][]): string {
  return types.join('.');
}

/**
 * Makes a queue that gets what is published in these types from now on, for as long as its consumer is
 * there. What it drops, because there is too much of it or it is too old, goes to the queue `missed`, by an exchange
 * of its own: whoever may write to the broker's default one may write to every queue.
 */
export async function assertListenerQueue(
  channel: Channel,
  exchange: string,
  types: readonly Notice['type'][],
  { messages, bytes, ms }: Patience,
): Promise<{ readonly queue: string; readonly missed: string }> {
  const ofItsConsumer = { exclusive: true, autoDelete: true, durable: false };
  const dropped = `${exchange}.missed`;
  await declared(`exchange "${dropped}"`, 'a durable direct exchange', () =>
    channel.assertExchange(dropped, 'direct', { durable: true }),
  );
  const { queue: missed } = await channel.assertQueue('', {
    ...ofItsConsumer,
    arguments: { 'x-max-length': 1 },
  });
  await channel.bindQueue(missed, dropped, missed);
  const { queue } = await channel.assertQueue('', {
    ...ofItsConsumer,
    arguments: {
      'x-max-length': messages,
      'x-max-length-bytes': bytes,
      'x-message-ttl': ms,
      'x-dead-letter-exchange': dropped,
      'x-dead-letter-routing-key': missed,
    },
  });
  for (const type of types) await channel.bindQueue(queue, exchange, `#.${type}.#`);
  return { queue, missed };
}
