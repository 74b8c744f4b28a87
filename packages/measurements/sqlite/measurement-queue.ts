import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as turn } from 'node:timers/promises';
import {
  delayBeforeRetry,
  type EngineLog,
  EngineUnavailable,
  GroupCommit,
  Outage,
  openDatabase,
  POLL_INTERVAL_MS,
  pause,
} from '@energy/engines';
import type {
  ConsumeOptions,
  MeasurementBatch,
  MeasurementQueue,
  QueueGlance,
} from '../measurement-queue.ts';
import { ClaimedBatch } from './claimed-batch.ts';
import { type Claim, Claims, newConsumer } from './claims.ts';
import { SqliteDeadLetters } from './dead-letters.ts';
import { SCHEMA } from './schema.ts';

const LEASE_MS = 10_000;
/** So many are counted for a glance. */
const MOST_WAITING = 100_000;

export interface SqliteQueueOptions {
  log: EngineLog;
  /** How long a batch stays with a consumer that gives no sign of life, in milliseconds. */
  leaseMs?: number;
}

/** The embedded queue: an SQLite file, shared by the platform's processes on one machine. */
export class SqliteMeasurementQueue implements MeasurementQueue {
  readonly deadLetters: SqliteDeadLetters;
  readonly #db: DatabaseSync;
  readonly #log: EngineLog;
  readonly #claims: Claims;
  readonly #appends: GroupCommit<readonly Uint8Array[], void>;
  readonly #inHand = new Set<ClaimedBatch>();
  readonly #closing = new AbortController();

  constructor(url: string, { log, leaseMs = LEASE_MS }: SqliteQueueOptions) {
    this.#db = openDatabase(url, { contents: 'measurements', schema: SCHEMA, walMegabytes: 64 });
    this.#log = log;
    this.deadLetters = new SqliteDeadLetters(this.#db);
    this.#claims = new Claims(this.#db, this.deadLetters, leaseMs);
    const insert = this.#db.prepare('INSERT INTO messages (body) VALUES (?)');
    this.#appends = new GroupCommit(this.#db, (bodies) => {
      for (const body of bodies) insert.run(body);
    });
  }

  async publish(bodies: readonly Uint8Array[]): Promise<void> {
    if (bodies.length > 0) await this.#appends.submit(bodies);
  }

  async *consume(options: ConsumeOptions): AsyncGenerator<MeasurementBatch, void, undefined> {
    const signal = AbortSignal.any([options.signal, this.#closing.signal]);
    for await (const claim of this.#claimsOf({ ...options, signal })) {
      const batch = new ClaimedBatch(this.#claims, claim, this.#log);
      this.#inHand.add(batch);
      try {
        if (!signal.aborted) yield batch;
      } finally {
        this.#inHand.delete(batch);
        await batch.release();
      }
    }
  }

  async waiting(): Promise<number> {
    return this.#claims.waiting();
  }

  async glance(): Promise<QueueGlance> {
    const waiting = this.#claims.waitingUpTo(MOST_WAITING + 1);
    return {
      waiting: { count: Math.min(waiting, MOST_WAITING), isAll: waiting <= MOST_WAITING },
      ...this.deadLetters.glance(),
    };
  }

  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    await Promise.all([...this.#inHand].map((batch) => batch.release()));
    await this.#appends.idle();
    this.#db.close();
  }

  async *#claimsOf(options: ConsumeOptions): AsyncGenerator<Claim, void, undefined> {
    const consumer = newConsumer();
    const outage = new Outage(this.#log);
    let failures = 0;
    while (!options.signal.aborted) {
      try {
        const claim = await this.#nextClaim(consumer, options);
        failures = 0;
        outage.ended('The embedded queue is consumed again.');
        if (claim) yield claim;
      } catch (error) {
        if (options.signal.aborted) return;
        if (!(error instanceof EngineUnavailable)) throw error;
        outage.began(`The embedded queue is not consumed for now: ${error.message}.`);
        await pause(delayBeforeRetry(failures++), options.signal);
      }
    }
  }

  /** `undefined` where others were faster, or when the signal aborted. */
  async #nextClaim(
    consumer: string,
    { batchSize, lingerMs, signal }: ConsumeOptions,
  ): Promise<Claim | undefined> {
    await turn(); // SQLite answers at once: without it nothing else would run while there is a backlog
    let givenAt: number | undefined;
    while (!signal.aborted) {
      const available = this.#claims.available(batchSize);
      if (available > 0) givenAt ??= performance.now() + lingerMs;
      const lingering = (givenAt ?? Number.POSITIVE_INFINITY) - performance.now();
      if (available === batchSize || lingering <= 0) return this.#claims.take(consumer, batchSize);
      await pause(Math.min(POLL_INTERVAL_MS, lingering), signal);
    }
    return undefined;
  }
}
