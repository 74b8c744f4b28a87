import type { BrokerConnection } from '@energy/engines/rabbitmq';
import type { ConfirmChannel } from 'amqplib';
import type { QueueGlance } from '../measurement-queue.ts';
import { reasonOf } from './dead-letters.ts';
import { looking } from './own-channel.ts';
import { countPartitions, isNotFound, type Names, partitionQueue } from './topology.ts';

/** So many of the oldest dead letters are looked at. */
const MOST_EXAMINED = 100;
/** Looking at letters takes them from the queue for a moment: where none came or went, not so often. */
const KEPT_MS = 60_000;

const PARTITIONS_CHECK_INTERVAL_MS = 60_000;

type Reasons = QueueGlance['reasons'];

/** How the queues of a broker stand. */
export class RabbitGlance {
  readonly #connection: BrokerConnection;
  readonly #names: Names;
  #partitions = { count: 0, at: Number.NEGATIVE_INFINITY };
  #examined: { letters: number; at: number; reasons: Reasons } | undefined;

  /** @param partitions how many there are; 0 where this process doesn't know */
  constructor(connection: BrokerConnection, names: Names, partitions: number) {
    this.#connection = connection;
    this.#names = names;
    this.#partitions.count = partitions;
  }

  async now(): Promise<QueueGlance> {
    const waiting = await this.waiting();
    const letters = await this.#count(this.#names.deadLetterQueue);
    return {
      waiting: { count: waiting, isAll: true },
      deadLetters: { count: letters, isAll: true },
      reasons: letters === 0 ? [] : await this.#reasons(letters),
    };
  }

  /** Messages in the measurement queue and its partitions that no consumer has in hand. */
  async waiting(): Promise<number> {
    const partitions = await this.#countPartitions();
    let waiting = await this.#count(this.#names.queue);
    for (let partition = 1; partition <= partitions; partition++) {
      waiting += await this.#count(partitionQueue(this.#names, partition));
    }
    return waiting;
  }

  /** Partitions are made once and stay. The broker logs every look for a queue that doesn't exist. */
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

  /** 0 where the queue is yet to be made. */
  #count(queue: string): Promise<number> {
    return looking(this.#connection, async (channel) => {
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
    if (known?.letters === letters && now - known.at < KEPT_MS) return known.reasons;
    const reasons = await looking(this.#connection, (channel) => this.#examine(channel));
    this.#examined = { letters, at: now, reasons };
    return reasons;
  }

  /** What is looked at goes back to where it was. */
  async #examine(channel: ConfirmChannel): Promise<Reasons> {
    const counts = new Map<string, number>();
    for (let examined = 0; examined < MOST_EXAMINED; examined++) {
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
