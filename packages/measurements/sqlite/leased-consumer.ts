import { setImmediate as turn } from 'node:timers/promises';
import {
  CommitWatch,
  type EmbeddedDatabase,
  type EngineLog,
  transact,
  translateSqliteErrors,
} from '@energy/engines';
import {
  BatchLost,
  type ConsumeOptions,
  type MeasurementBatch,
  type RejectedMessage,
} from '../consumer.ts';
import { type ConsumerLease, type ConsumerLeases, monotonicNow } from './consumer-leases.ts';
import type { SqliteDeadLetters } from './dead-letters.ts';
import type { MessageTable } from './message-table.ts';
import { type IdRange, idRangeOf, UNPARTITIONED } from './partitions.ts';

/** A batch of large messages ends here, whatever number was asked for. */
const MAX_BATCH_BYTES = 64 * 1024 * 1024;
const REBALANCE_INTERVAL_MS = 500;
const RENEWALS_PER_LEASE = 3;

export interface ConsumerDependencies {
  readonly db: EmbeddedDatabase;
  readonly leases: ConsumerLeases;
  readonly messages: MessageTable;
  readonly deadLetters: SqliteDeadLetters;
  readonly log: EngineLog;
}

/** A partition's messages in a batch: from one id to another. */
interface Part {
  readonly partition: number;
  readonly firstId: number;
  lastId: number;
}

/** One consumer of the embedded queue, with the partitions that are its own. */
export class LeasedConsumer {
  readonly #dependencies: ConsumerDependencies;
  readonly #lease: ConsumerLease;
  readonly #upkeep: NodeJS.Timeout;
  readonly #commits: CommitWatch;
  #renewedAt = monotonicNow();
  /** The partition to begin the next batch with, so that none has to wait for the others. */
  #first = 0;
  /** Partitions of the batch in hand that another consumer gets after it. */
  #leaving: ReadonlySet<number> = new Set();
  #inHand: Batch | undefined;
  /** The version of the database that had no message for this consumer. */
  #emptyVersion: number | undefined;

  static async register(dependencies: ConsumerDependencies): Promise<LeasedConsumer> {
    const lease = await dependencies.leases.register();
    await dependencies.leases.rebalance(lease, new Set());
    return new LeasedConsumer(dependencies, lease);
  }

  private constructor(dependencies: ConsumerDependencies, lease: ConsumerLease) {
    this.#dependencies = dependencies;
    this.#lease = lease;
    this.#commits = new CommitWatch(dependencies.db);
    const renewalMs = dependencies.leases.leaseMs / RENEWALS_PER_LEASE;
    const intervalMs = Math.min(REBALANCE_INTERVAL_MS, renewalMs);
    this.#upkeep = setInterval(() => this.#keepUp(renewalMs), intervalMs).unref();
  }

  /** False after a pause that was longer than the lease: another consumer is needed. */
  get isAlive(): boolean {
    return monotonicNow() < this.#lease.expiresAt;
  }

  /** Gives its partitions back. */
  async end(): Promise<void> {
    clearInterval(this.#upkeep);
    this.#commits.close();
    this.#inHand?.abandon();
    await this.#dependencies.leases.remove(this.#lease);
  }

  /**
   * The oldest messages of its partitions; `undefined` where its lease has expired, or when the signal
   * aborts.
   */
  async nextBatch({ batchSize, lingerMs, signal }: ConsumeOptions): Promise<Batch | undefined> {
    await turn(); // SQLite answers at once: without it nothing else would run while there is a backlog.
    let arrivedAt: number | undefined;
    while (!signal.aborted && this.isAlive) {
      const available = this.#available(batchSize);
      if (available > 0) arrivedAt ??= performance.now();
      const remaining = (arrivedAt ?? Number.POSITIVE_INFINITY) + lingerMs - performance.now();
      if (available >= batchSize || remaining <= 0) return this.#take(batchSize);
      await this.#commits.next(signal, remaining);
    }
    return undefined;
  }

  /** Takes a batch off the queue; false where the lease was lost, and nothing has changed. */
  settle(parts: readonly Part[], rejected: readonly RejectedMessage[]): Promise<boolean> {
    const { db, leases, messages, deadLetters } = this.#dependencies;
    return transact(db, () => {
      if (
        !leases.hasAll(
          this.#lease,
          parts.map(({ partition }) => partition),
        )
      )
        return false;
      deadLetters.insert(rejected);
      for (const { firstId, lastId } of parts) messages.delete(firstId, lastId);
      return true;
    });
  }

  async release(parts: readonly Part[]): Promise<void> {
    const { db, leases } = this.#dependencies;
    await transact(db, () => {
      for (const { partition } of parts) leases.deliver(this.#lease, partition, 0);
    });
  }

  /**
   * Counts up to `limit` messages. A consumer that has none asks all the time: only after a commit is there
   * anything to count.
   */
  #available(limit: number): number {
    const { db } = this.#dependencies;
    const version = db.version();
    if (version !== undefined && version === this.#emptyVersion) return 0;
    const count = translateSqliteErrors(db, () => this.#count(limit));
    this.#emptyVersion = count === 0 ? version : undefined;
    return count;
  }

  #count(limit: number): number {
    let count = 0;
    for (const range of this.#readableRanges().values()) {
      if (count >= limit) break;
      count += this.#dependencies.messages.count(range, limit - count);
    }
    return count;
  }

  async #take(limit: number): Promise<Batch | undefined> {
    const { db, leases, log } = this.#dependencies;
    const parts: Part[] = [];
    const bodies: Uint8Array[] = [];
    await transact(db, () => {
      this.#collect(limit, parts, bodies);
      for (const { partition, lastId } of parts) leases.deliver(this.#lease, partition, lastId);
    });
    if (bodies.length === 0) return undefined;
    this.#inHand = new Batch(this, parts, bodies, log);
    return this.#inHand;
  }

  #collect(limit: number, parts: Part[], bodies: Uint8Array[]): void {
    let bytes = 0;
    for (const [partition, range] of this.#readableRanges()) {
      let part: Part | undefined;
      for (const [id, body] of this.#dependencies.messages.read(range, limit - bodies.length)) {
        part ??= { partition, firstId: id, lastId: id };
        part.lastId = id;
        bodies.push(body);
        bytes += body.length;
        if (bytes >= MAX_BATCH_BYTES) break;
      }
      if (part) parts.push(part);
      if (bodies.length >= limit || bytes >= MAX_BATCH_BYTES) {
        this.#first = partition + 1;
        return;
      }
    }
  }

  /** Nothing is read from the partitions before the unpartitioned messages are off the queue. */
  #readableRanges(): Map<number, IdRange> {
    const { leases, messages } = this.#dependencies;
    const owned = leases
      .owned(this.#lease)
      .map(({ partition }) => partition)
      .filter((partition) => !this.#leaving.has(partition));
    const unpartitioned = idRangeOf(UNPARTITIONED);
    if (messages.count(unpartitioned, 1) > 0) {
      return new Map(owned.includes(UNPARTITIONED) ? [[UNPARTITIONED, unpartitioned]] : []);
    }
    const start = owned.findIndex((partition) => partition >= this.#first);
    const inTurn = [...owned.slice(Math.max(start, 0)), ...owned.slice(0, Math.max(start, 0))];
    return new Map(inTurn.map((partition) => [partition, idRangeOf(partition)]));
  }

  async #keepUp(renewalMs: number): Promise<void> {
    const { leases, log } = this.#dependencies;
    this.#emptyVersion = undefined; // A failing database is noticed, too.
    try {
      if (monotonicNow() - this.#renewedAt >= renewalMs) {
        this.#renewedAt = monotonicNow();
        if (!(await leases.renew(this.#lease))) return;
      }
      const busy = this.#inHand?.isInHand ? this.#inHand.partitions : [];
      this.#leaving = await leases.rebalance(this.#lease, new Set(busy));
    } catch (error) {
      log.warn(`The lease on the embedded queue was not renewed: ${(error as Error).message}.`);
    }
  }
}

/** Messages in the hands of their consumer. */
export class Batch implements MeasurementBatch {
  readonly bodies: readonly Uint8Array[];
  readonly #consumer: LeasedConsumer;
  readonly #parts: readonly Part[];
  readonly #log: EngineLog;
  #isInHand = true;

  constructor(
    consumer: LeasedConsumer,
    parts: readonly Part[],
    bodies: readonly Uint8Array[],
    log: EngineLog,
  ) {
    this.bodies = bodies;
    this.#consumer = consumer;
    this.#parts = parts;
    this.#log = log;
  }

  get isInHand(): boolean {
    return this.#isInHand;
  }

  get partitions(): readonly number[] {
    return this.#parts.map(({ partition }) => partition);
  }

  async settle(rejected: readonly RejectedMessage[] = []): Promise<void> {
    if (!this.#isInHand) return;
    const isSettled = await this.#consumer.settle(this.#parts, rejected);
    this.#isInHand = false;
    if (!isSettled) {
      this.#log.warn(
        `The lease on a batch of ${this.bodies.length} messages expired; they are delivered again.`,
      );
    }
  }

  async release(): Promise<void> {
    if (!this.#isInHand) return;
    this.#isInHand = false;
    try {
      await this.#consumer.release(this.#parts);
    } catch (error) {
      this.#log.warn(`A batch was not given back: ${(error as Error).message}.`);
    }
  }

  assertOwned(): void {
    if (!this.#isInHand || !this.#consumer.isAlive) throw new BatchLost();
  }

  /** Its consumer gives all of its partitions back. */
  abandon(): void {
    this.#isInHand = false;
  }
}
