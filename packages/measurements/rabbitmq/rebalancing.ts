import { delay, type EngineLog } from '@energy/engines';
import {
  type BrokerConnection,
  type ChannelSubscription,
  closeQuietly,
  subscriptions,
} from '@energy/engines/rabbitmq';
import type { ConfirmChannel } from 'amqplib';
import type { Deliveries } from './deliveries.ts';
import { membersQueue, type Names } from './topology.ts';

const INTERVAL_MS = 1_000;

export interface RebalancingOptions {
  readonly connection: BrokerConnection;
  readonly names: Names;
  readonly partitions: number;
  readonly deliveries: Deliveries;
  readonly log: EngineLog;
  readonly signal: AbortSignal;
}

/**
 * Gives up the partitions beyond this projector's share, as often as projectors come or go. The broker passes
 * each to the consumer that has waited longest, which may pass it on.
 */
export async function rebalance(options: RebalancingOptions): Promise<void> {
  const { connection, names, log, signal } = options;
  const memberships = subscriptions({
    connection,
    open: (channel) => Membership.open(channel, membersQueue(names)),
    log,
    sentences: {
      lost: (reason) => `Partitions are not rebalanced for now: ${reason}.`,
      back: 'Partitions are rebalanced again.',
    },
    signal,
  });
  for await (const membership of memberships) {
    for (;;) {
      await delay(INTERVAL_MS, signal);
      const projectors = signal.aborted ? undefined : await membership.countMembers();
      if (projectors === undefined) break;
      giveUpSurplus(options, projectors);
    }
  }
}

function giveUpSurplus({ deliveries, partitions }: RebalancingOptions, projectors: number): void {
  const share = Math.ceil(partitions / projectors);
  const active = deliveries.subscriptions.filter(({ isActive }) => isActive);
  for (const subscription of active.slice(share)) subscription.retire();
}

/** This projector's consumer at the queue by which projectors are counted. */
class Membership implements ChannelSubscription {
  readonly #channel: ConfirmChannel;
  readonly #queue: string;
  #lostBecause: string | undefined;

  private constructor(channel: ConfirmChannel, queue: string) {
    this.#channel = channel;
    this.#queue = queue;
  }

  static async open(channel: ConfirmChannel, queue: string): Promise<Membership> {
    const membership = new Membership(channel, queue);
    channel.on('error', (error) => {
      membership.#lostBecause ??= error.message;
    });
    channel.on('close', () => {
      membership.#lostBecause ??= 'the channel was closed';
    });
    await channel.assertQueue(queue, { durable: true, autoDelete: true });
    await channel.consume(queue, () => {}, { noAck: true });
    return membership;
  }

  get lostBecause(): string | undefined {
    return this.#lostBecause;
  }

  /** The number of projectors; `undefined` if the broker was lost. */
  async countMembers(): Promise<number | undefined> {
    try {
      return Math.max(1, (await this.#channel.checkQueue(this.#queue)).consumerCount);
    } catch {
      return undefined;
    }
  }

  end(): Promise<void> {
    return closeQuietly(this.#channel);
  }
}
