import { setTimeout as sleep } from 'node:timers/promises';
import type { LiveFeed, Notice } from '@energy/live-feed';
import {
  BatchLost,
  type ConsumeOptions,
  type MeasurementBatch,
  type MeasurementQueue,
  type RejectedMessage,
} from '@energy/measurements';
import type { Random } from '../random.ts';
import type { SimulatedProcess } from './simulated-process.ts';

const POLL_INTERVAL_MS = 20;
const MAX_BATCH = 12;

interface Message {
  readonly deviceId: string;
  readonly body: Uint8Array;
}

interface Delivery {
  readonly messages: readonly Message[];
  isOver: boolean;
}

/**
 * The queue and the live feed, in memory. One consumer at a time has the queue. Messages of a device stay
 * in order; those of different devices need not.
 */
export class SimulatedBroker {
  readonly notices: Notice[] = [];
  readonly rejected: RejectedMessage[] = [];
  readonly #random: Random;
  #waiting: Message[] = [];
  #consumer: SimulatedProcess | undefined;
  #delivery: Delivery | undefined;

  constructor(random: Random) {
    this.#random = random;
  }

  publish(messages: readonly Message[]): void {
    this.#waiting.push(...messages);
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0 && !this.#delivery;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  isDeliveringTo(process: SimulatedProcess): boolean {
    return this.#consumer === process && this.#delivery !== undefined;
  }

  /** Takes the queue and what was delivered from its consumer, as a closed connection does. */
  dropConsumer(consumer = this.#consumer): void {
    if (!consumer || consumer !== this.#consumer) return;
    this.#consumer = undefined;
    if (this.#delivery) this.#giveBack(this.#delivery);
    this.#reorder();
  }

  deliverTo(consumer: SimulatedProcess): Delivery | undefined {
    this.#consumer ??= consumer;
    if (this.#consumer !== consumer || this.#delivery || this.#waiting.length === 0) return;
    const messages = this.#waiting.splice(0, this.#random.integer(1, MAX_BATCH));
    this.#delivery = { messages, isOver: false };
    return this.#delivery;
  }

  settle(delivery: Delivery, rejected: readonly RejectedMessage[]): void {
    if (delivery.isOver) return;
    this.rejected.push(...rejected);
    delivery.isOver = true;
    this.#delivery = undefined;
  }

  release(delivery: Delivery): void {
    if (!delivery.isOver) this.#giveBack(delivery);
  }

  #giveBack(delivery: Delivery): void {
    delivery.isOver = true;
    this.#delivery = undefined;
    this.#waiting.unshift(...delivery.messages);
  }

  #reorder(): void {
    const byDevice = Map.groupBy(this.#waiting, ({ deviceId }) => deviceId);
    const queues = [...byDevice.values()];
    this.#waiting = Array.from({ length: this.#waiting.length }, () => {
      const queue = this.#random.pick(queues.filter(({ length }) => length > 0));
      return queue.shift()!;
    });
  }
}

/** The queue as one process reaches it. */
export function queueOf(broker: SimulatedBroker, process: SimulatedProcess): MeasurementQueue {
  return {
    async *consume({ signal }: ConsumeOptions) {
      while (!signal.aborted) {
        await process.reach();
        const delivery = broker.deliverTo(process);
        if (!delivery) {
          await sleep(POLL_INTERVAL_MS);
          continue;
        }
        await process.call('delivery', () => undefined, 'none');
        yield batchOf(broker, delivery, process);
        if (!process.isDead) broker.release(delivery);
      }
    },
    waiting: () => process.call('waiting', () => broker.waiting),
    publish: unsupported,
    stats: unsupported,
    get deadLetters(): never {
      return unsupported();
    },
    close: async () => {},
  };
}

/** The live feed as one process reaches it. */
export function feedOf(broker: SimulatedBroker, process: SimulatedProcess): LiveFeed {
  return {
    publish: (notices) =>
      process.call('publish notices', () => {
        broker.notices.push(...notices);
      }),
    subscribe: unsupported,
    close: async () => {},
  };
}

function batchOf(
  broker: SimulatedBroker,
  delivery: Delivery,
  process: SimulatedProcess,
): MeasurementBatch {
  return {
    bodies: delivery.messages.map(({ body }) => body),
    // A failed call has had no effect: that is the queue's promise.
    settle: (rejected = []) =>
      process.call('settle', () => broker.settle(delivery, rejected), 'before'),
    release: async () => broker.release(delivery),
    assertOwned: () => {
      if (delivery.isOver) throw new BatchLost();
    },
  };
}

function unsupported(): never {
  throw new Error('The simulation does not need it.');
}
