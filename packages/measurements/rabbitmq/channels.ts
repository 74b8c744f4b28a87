import { type BrokerConnection, closeQuietly } from '@energy/engines/rabbitmq';
import type { ConfirmChannel } from 'amqplib';
import { assertTopology, type Names } from './topology.ts';

/**
 * Runs `work` on a new channel, and closes it: unacknowledged messages go back to their queue.
 *
 * @throws EngineUnavailable if the broker is unavailable or is lost during the work
 */
export async function withChannel<T>(
  connection: BrokerConnection,
  work: (channel: ConfirmChannel) => Promise<T>,
): Promise<T> {
  try {
    const channel = await connection.channel();
    try {
      return await work(channel);
    } finally {
      await closeQuietly(channel);
    }
  } catch (error) {
    throw connection.failure(error);
  }
}

/** {@link withChannel}, after creating the queues and the exchange if they are missing. */
export function withTopology<T>(
  connection: BrokerConnection,
  names: Names,
  work: (channel: ConfirmChannel) => Promise<T>,
): Promise<T> {
  return withChannel(connection, async (channel) => {
    await assertTopology(channel, names);
    return work(channel);
  });
}
