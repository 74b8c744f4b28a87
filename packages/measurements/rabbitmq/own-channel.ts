import { type BrokerConnection, closeQuietly } from '@energy/engines/rabbitmq';
import type { ConfirmChannel } from 'amqplib';
import { assertTopology, type Names } from './topology.ts';

/**
 * Does one thing on a channel of its own; what was got and not acknowledged on it goes back.
 *
 * @throws EngineUnavailable when the broker is away or is lost meanwhile
 */
export async function onOwnChannel<T>(
  connection: BrokerConnection,
  names: Names,
  work: (channel: ConfirmChannel) => Promise<T>,
): Promise<T> {
  try {
    const channel = await connection.channel();
    try {
      await assertTopology(channel, names);
      return await work(channel);
    } finally {
      await closeQuietly(channel);
    }
  } catch (error) {
    throw connection.failure(error);
  }
}
