import type { DatabaseSync } from 'node:sqlite';
import {
  delay,
  type EngineLog,
  EngineUnavailable,
  GroupCommit,
  Outage,
  openDatabase,
  retryDelay,
  translateSqliteErrors,
} from '@energy/engines';
import type {
  ConsumeOptions,
  MeasurementBatch,
  MeasurementQueue,
  QueueGlance,
} from '../measurement-queue.ts';
import { Consumer } from './consumer.ts';
import { ConsumerLeases } from './consumer-leases.ts';
import { SqliteDeadLetters } from './dead-letters.ts';
import { MessageTable } from './message-table.ts';
import { idRangeOf, PARTITIONS } from './partitions.ts';
import { SCHEMA } from './schema.ts';

const LEASE_MS = 10_000;
const MAX_COUNTED_WAITING = 100_000;
/** SQLite's word for no limit. */
const UNLIMITED = -1;

export interface SqliteQueueOptions {
  log: EngineLog;
  /** How long partitions stay with a consumer that gives no sign of life, in milliseconds. */
  leaseMs?: number;
}

/** The embedded queue: an SQLite file, shared by the platform's processes on one machine. */
export class SqliteMeasurementQueue implements MeasurementQueue {
  readonly deadLetters: SqliteDeadLetters;
  readonly #db: DatabaseSync;
  readonly #log: EngineLog;
  readonly #messages: MessageTable;
  readonly #leases: ConsumerLeases;
  readonly #appends: GroupCommit<readonly Uint8Array[], void>;
  readonly #consumers = new Set<Consumer>();
  readonly #closing = new AbortController();

  constructor(url: string, { log, leaseMs = LEASE_MS }: SqliteQueueOptions) {
    this.#db = openDatabase(url, { contents: 'measurements', schema: SCHEMA, walMegabytes: 64 });
    this.#log = log;
    this.#messages = new MessageTable(this.#db);
    this.deadLetters = new SqliteDeadLetters(this.#db, this.#messages);
    this.#leases = new ConsumerLeases(this.#db, leaseMs);
    this.#appends = new GroupCommit(this.#db, (bodies) => this.#messages.append(bodies));
  }

  async publish(bodies: readonly Uint8Array[]): Promise<void> {
    if (bodies.length > 0) await this.#appends.submit(bodies);
  }

  async *consume(options: ConsumeOptions): AsyncGenerator<MeasurementBatch, void, undefined> {
    const signal = AbortSignal.any([options.signal, this.#closing.signal]);
    const outage = new Outage(this.#log);
    for (let failures = 0; !signal.aborted; ) {
      try {
        for await (const batch of this.#batches({ ...options, signal })) {
          failures = 0;
          outage.ended('The embedded queue is consumed again.');
          yield batch;
        }
      } catch (error) {
        if (signal.aborted) return;
        if (!(error instanceof EngineUnavailable)) throw error;
        outage.began(`The embedded queue is not consumed for now: ${error.message}.`);
        await delay(retryDelay(failures++), signal);
      }
    }
  }

  async waiting(): Promise<number> {
    return this.#waitingUpTo(UNLIMITED);
  }

  async glance(): Promise<QueueGlance> {
    const waiting = this.#waitingUpTo(MAX_COUNTED_WAITING + 1);
    return {
      waiting: {
        count: Math.min(waiting, MAX_COUNTED_WAITING),
        isAll: waiting <= MAX_COUNTED_WAITING,
      },
      ...this.deadLetters.glance(),
    };
  }

  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    await Promise.all([...this.#consumers].map((consumer) => consumer.end().catch(() => {})));
    await this.#appends.idle();
    this.#db.close();
  }

  /** The batches of one consumer, until its lease has expired or the signal aborts. */
  async *#batches(options: ConsumeOptions): AsyncGenerator<MeasurementBatch, void, undefined> {
    const consumer = await Consumer.register({
      db: this.#db,
      leases: this.#leases,
      messages: this.#messages,
      deadLetters: this.deadLetters,
      log: this.#log,
    });
    this.#consumers.add(consumer);
    try {
      while (!options.signal.aborted && consumer.isAlive) {
        const batch = await consumer.nextBatch(options);
        if (!batch) continue;
        try {
          if (!options.signal.aborted) yield batch;
        } finally {
          await batch.release();
        }
      }
    } finally {
      this.#consumers.delete(consumer);
      if (!this.#closing.signal.aborted) await consumer.end().catch(() => {});
    }
  }

  #waitingUpTo(limit: number): number {
    return translateSqliteErrors(this.#db, () => {
      const delivered = this.#leases.deliveredThrough();
      let count = 0;
      for (const partition of PARTITIONS) {
        if (count === limit) break;
        const { after, before } = idRangeOf(partition);
        const range = { after: Math.max(after, delivered.get(partition) ?? 0), before };
        const left = limit === UNLIMITED ? UNLIMITED : limit - count;
        count += this.#messages.count(range, left);
      }
      return count;
    });
  }
}
