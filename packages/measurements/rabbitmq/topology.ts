import { EngineUnavailable } from '@energy/engines';
import { type BrokerConnection, closeQuietly, declared } from '@energy/engines/rabbitmq';
import type { Channel, ConsumeMessage } from 'amqplib';

export interface Names {
  /** The durable topic exchange that meters publish to. */
  readonly exchange: string;
  /** The durable quorum queue, bound to the exchange by `measurement.#`. */
  readonly queue: string;
  /** The durable quorum queue of dead letters. */
  readonly deadLetterQueue: string;
}

export const PLATFORM_NAMES: Names = {
  exchange: 'energy',
  queue: 'measurements',
  deadLetterQueue: 'measurements.dead',
};

export const MAX_PARTITIONS = 64;

const NOT_FOUND = 404;
const PRECONDITION_FAILED = 406;

const EVERY_MEASUREMENT = 'measurement.#';

/** The header that names the span which published a message (W3C Trace Context: AMQP). */
export const TRACEPARENT = 'traceparent';

/** The header that keeps the routing key by which a meter published a message, where the platform publishes it again. */
export const ROUTING_KEY_HEADER = 'x-routing-key';

/** The routing key by which a meter published a message. */
export function routingKeyOf({ fields, properties }: ConsumeMessage): string {
  return properties.headers?.[ROUTING_KEY_HEADER] ?? fields.routingKey;
}

/** Overrides the broker's own limit, which would drop messages that were redelivered often. */
const QUORUM_ARGUMENTS = { 'x-queue-type': 'quorum', 'x-delivery-limit': 2 ** 31 - 1 };
const QUORUM_QUEUE = { durable: true, arguments: QUORUM_ARGUMENTS };
const PARTITION_QUEUE = {
  durable: true,
  arguments: { ...QUORUM_ARGUMENTS, 'x-single-active-consumer': true },
};

/** The exclusive queue whose connection alone may consume the measurement queue. */
export function lockQueue({ queue }: Names): string {
  return `${queue}.lock`;
}

/** The queue at which every projector has a consumer, so that they can be counted. */
export function membersQueue({ queue }: Names): string {
  return `${queue}.projectors`;
}

export function partitionQueue({ queue }: Names, partition: number): string {
  return `${queue}.partition.${partition}`;
}

/**
 * Declares the exchange and the queues. The dead-letter queue comes last: its existence
 * shows that the measurement queue is bound.
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

/**
 * Makes the queues of the partitions. An empty queue records their number by its length limit, which the broker
 * compares: with another number, a device's messages could be in two partitions.
 *
 * @throws EngineUnavailable where the broker has another number of partitions
 */
export async function assertPartitions(
  channel: Channel,
  names: Names,
  partitions: number,
): Promise<void> {
  try {
    await channel.assertQueue(partitionsRecord(names), {
      durable: true,
      arguments: { 'x-max-length': partitions },
    });
  } catch (error) {
    if ((error as { code?: number }).code !== PRECONDITION_FAILED) throw error;
    throw otherPartitions(names, partitions);
  }
  for (let partition = partitions; partition >= 1; partition--) {
    const queue = partitionQueue(names, partition);
    const wanted = 'a durable quorum queue with a single active consumer';
    await declared(`queue "${queue}"`, wanted, () => channel.assertQueue(queue, PARTITION_QUEUE));
  }
}

/** @throws EngineUnavailable where the broker has partitions, in which older messages may lie */
export async function expectNoPartitions(
  connection: BrokerConnection,
  names: Names,
): Promise<void> {
  if (await queueExists(connection, partitionsRecord(names))) throw otherPartitions(names, 1);
}

function partitionsRecord({ queue }: Names): string {
  return `${queue}.partitions`;
}

function otherPartitions(names: Names, partitions: number): EngineUnavailable {
  return new EngineUnavailable(
    `MEASUREMENT_PARTITIONS is ${partitions}, but the broker has another number of partitions, and changing ` +
      "it could overwrite corrections; set the number that the broker's queues " +
      `"${names.queue}.partition.…" show, or let all of them run empty, stop every projector and delete them ` +
      `and "${partitionsRecord(names)}"`,
  );
}

/** Counts the partitions that the broker has; 0 where messages are consumed from one queue. */
export async function countPartitions(connection: BrokerConnection, names: Names): Promise<number> {
  if (!(await queueExists(connection, partitionsRecord(names)))) return 0;
  let partitions = 0;
  while (
    partitions < MAX_PARTITIONS &&
    (await queueExists(connection, partitionQueue(names, partitions + 1)))
  ) {
    partitions++;
  }
  return partitions;
}

/** True if the exchange and the queues exist. Needs no permission to create them. */
export async function topologyExists(connection: BrokerConnection, names: Names): Promise<boolean> {
  return exists(connection, async (channel) => {
    await channel.checkExchange(names.exchange);
    for (const queue of [names.queue, names.deadLetterQueue]) await channel.checkQueue(queue);
  });
}

function queueExists(connection: BrokerConnection, queue: string): Promise<boolean> {
  return exists(connection, (channel) => channel.checkQueue(queue));
}

async function exists(
  connection: BrokerConnection,
  check: (channel: Channel) => Promise<unknown>,
): Promise<boolean> {
  const channel = await connection.channel();
  try {
    await check(channel);
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  } finally {
    await closeQuietly(channel);
  }
}

export function isNotFound(error: unknown): boolean {
  return (error as { code?: number }).code === NOT_FOUND;
}
