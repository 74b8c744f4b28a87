import { type BrokerConnection, closeQuietly } from '@energy/engines/rabbitmq';
import type { ConfirmChannel } from 'amqplib';
import { assertTopology, type Names } from './topology.ts';

/**
 * Does one thing on a channel of its own; what was got and not acknowledged on it goes back.
 *
 * @throws EngineUnavailable when the broker is away or is lost meanwhile
 */
export function onOwnChannel<T>(
  connection: BrokerConnection,
  names: Names,
  work: (channel: ConfirmChannel) => Promise<T>,
): Promise<T> {
  return looking(connection, async (channel) => {
    await assertTopology(channel, names);
    return work(channel);
  });
}

/** The same for whoever only looks: nothing is made that is missing. */
export async function looking<T>(
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
