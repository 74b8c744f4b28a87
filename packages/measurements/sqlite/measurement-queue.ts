import { type EmbeddedDatabase, type EngineLog, GroupCommit, openDatabase } from '@energy/engines';
import type { ConsumeOptions, MeasurementBatch } from '../consumer.ts';
import type { MeasurementQueue } from '../measurement-queue.ts';
import type { QueueStats } from '../statistics.ts';
import { SqliteConsumer } from './consumer.ts';
import { ConsumerLeases } from './consumer-leases.ts';
import { SqliteDeadLetters } from './dead-letters.ts';
import { MessageTable } from './message-table.ts';
import { FIRST_ROWS, SCHEMA } from './schema.ts';
import { SqliteStatistics } from './statistics.ts';

const LEASE_MS = 10_000;

export interface SqliteQueueOptions {
  log: EngineLog;
  /** Duration of a lease: a consumer that does not renew it loses its partitions after it. In milliseconds. */
  leaseMs?: number;
}

/** The embedded queue: an SQLite file, shared by the platform's processes on one machine. */
export class SqliteMeasurementQueue implements MeasurementQueue {
  readonly deadLetters: SqliteDeadLetters;
  readonly #db: EmbeddedDatabase;
  readonly #appends: GroupCommit<readonly Uint8Array[], void>;
  readonly #consumer: SqliteConsumer;
  readonly #statistics: SqliteStatistics;
  #isClosed = false;

  constructor(url: string, { log, leaseMs = LEASE_MS }: SqliteQueueOptions) {
    const db = openDatabase(url, {
      contents: 'measurements',
      schema: SCHEMA,
      firstRows: FIRST_ROWS,
      walMegabytes: 64,
    });
    const messages = new MessageTable(db);
    const leases = new ConsumerLeases(db, leaseMs);
    this.#db = db;
    this.#appends = new GroupCommit(db, (bodies) => messages.append(bodies));
    this.deadLetters = new SqliteDeadLetters(db, messages);
    this.#consumer = new SqliteConsumer({
      db,
      leases,
      messages,
      deadLetters: this.deadLetters,
      log,
    });
    this.#statistics = new SqliteStatistics({ db, leases, messages });
  }

  async publish(bodies: readonly Uint8Array[]): Promise<void> {
    if (bodies.length > 0) await this.#appends.submit(bodies);
  }

  consume(options: ConsumeOptions): AsyncIterable<MeasurementBatch> {
    return this.#consumer.consume(options);
  }

  waiting(limit?: number): Promise<number> {
    return this.#statistics.waiting(limit);
  }

  stats(): Promise<QueueStats> {
    return this.#statistics.stats();
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#consumer.close();
    await this.#appends.idle();
    this.#db.close();
  }
}
