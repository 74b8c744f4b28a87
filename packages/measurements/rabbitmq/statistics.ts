import type { BrokerConnection } from '@energy/engines/rabbitmq';
import type { ConfirmChannel } from 'amqplib';
import type { QueueStatistics, QueueStats } from '../statistics.ts';
import { withChannel, withTopology } from './channels.ts';
import { reasonOf } from './dead-letters.ts';
import { countPartitions, isNotFound, type Names, partitionQueue } from './topology.ts';

/** The number of dead letters, from the oldest on, whose reasons are counted. */
const MAX_EXAMINED = 100;
/** Examining letters takes them from the queue for a moment, so reasons are cached while their number stays. */
const REASONS_MAX_AGE_MS = 60_000;

const PARTITIONS_CHECK_INTERVAL_MS = 60_000;

type Reasons = QueueStats['reasons'];

export class RabbitStatistics implements QueueStatistics {
  readonly #connection: BrokerConnection;
  readonly #names: Names;
  #partitions = { count: 0, at: Number.NEGATIVE_INFINITY };
  #examined: { letters: number; at: number; reasons: Reasons } | undefined;

  /** @param partitions the number of partitions; 0 if this process doesn't know it */
  constructor(connection: BrokerConnection, names: Names, partitions: number) {
    this.#connection = connection;
    this.#names = names;
    this.#partitions.count = partitions;
  }

  async stats(): Promise<QueueStats> {
    const waiting = await this.#countWaiting();
    const letters = await this.#count(this.#names.deadLetterQueue);
    return {
      waiting: { count: waiting, isAll: true },
      deadLetters: { count: letters, isAll: true },
      reasons: letters === 0 ? [] : await this.#reasons(letters),
    };
  }

  async waiting(limit = Number.POSITIVE_INFINITY): Promise<number> {
    await withTopology(this.#connection, this.#names, async () => {});
    return Math.min(await this.#countWaiting(), limit);
  }

  /** Counts the measurement queue and its partitions. */
  async #countWaiting(): Promise<number> {
    const partitions = await this.#countPartitions();
    let waiting = await this.#count(this.#names.queue);
    for (let partition = 1; partition <= partitions; partition++) {
      waiting += await this.#count(partitionQueue(this.#names, partition));
    }
    return waiting;
  }

  /** Partitions stay once they exist. The broker logs every check of a queue that does not exist. */
  async #countPartitions(): Promise<number> {
    const { count, at } = this.#partitions;
    if (count > 0 || performance.now() - at < PARTITIONS_CHECK_INTERVAL_MS) return count;
    try {
      this.#partitions = {
        count: await countPartitions(this.#connection, this.#names),
        at: performance.now(),
      };
      return this.#partitions.count;
    } catch (error) {
      throw this.#connection.failure(error);
    }
  }

  /** 0 if the queue does not exist yet. */
  #count(queue: string): Promise<number> {
    return withChannel(this.#connection, async (channel) => {
      try {
        return (await channel.checkQueue(queue)).messageCount;
      } catch (error) {
        if (isNotFound(error)) return 0;
        throw error;
      }
    });
  }

  async #reasons(letters: number): Promise<Reasons> {
    const now = Date.now();
    const known = this.#examined;
    if (known?.letters === letters && now - known.at < REASONS_MAX_AGE_MS) return known.reasons;
    const reasons = await withChannel(this.#connection, (channel) => this.#examine(channel));
    this.#examined = { letters, at: now, reasons };
    return reasons;
  }

  /** Counts the reasons; the letters go back to their places in the queue. */
  async #examine(channel: ConfirmChannel): Promise<Reasons> {
    const counts = new Map<string, number>();
    for (let examined = 0; examined < MAX_EXAMINED; examined++) {
      const letter = await channel.get(this.#names.deadLetterQueue);
      if (!letter) break;
      const reason = reasonOf(letter);
      counts.set(reason, (counts.get(reason) ?? 0) + 1);
    }
    if (counts.size > 0) channel.nackAll(true);
    return Array.from(counts, ([reason, count]) => ({ reason, count })).sort(
      (one, other) => other.count - one.count || (one.reason < other.reason ? -1 : 1),
    );
  }
}
