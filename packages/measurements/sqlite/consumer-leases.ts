import { randomUUID } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { transact, translateSqliteErrors } from '@energy/engines';
import { PARTITIONS } from './partitions.ts';
import { hasEnded, processIdentity } from './process-identity.ts';

/** An expiry further ahead is of the clock before a restart of the machine. */
const MAX_LEASE_MS = 600_000;

interface ConsumerRow {
  readonly id: string;
  readonly process: string;
  readonly expires_at: number;
}

interface PartitionRow {
  readonly partition: number;
  readonly consumer: string;
  readonly delivered_through: number;
}

/**
 * The partitions of each consumer. Each partition has one consumer at most, until that one gives it back, its
 * process has ended or its lease has expired: messages of one device are never in two hands. Several consumers
 * have equal shares.
 */
export class ConsumerLeases {
  readonly #db: DatabaseSync;
  readonly #leaseMs: number;
  readonly #consumers: StatementSync;
  readonly #partitions: StatementSync;
  readonly #register: StatementSync;
  readonly #renew: StatementSync;
  readonly #remove: StatementSync;
  readonly #acquire: StatementSync;
  readonly #giveBack: StatementSync;
  readonly #deliver: StatementSync;

  constructor(db: DatabaseSync, leaseMs: number) {
    this.#db = db;
    this.#leaseMs = leaseMs;
    this.#consumers = db.prepare('SELECT id, process, expires_at FROM consumers');
    this.#partitions = db.prepare(
      'SELECT partition, consumer, delivered_through FROM partitions ORDER BY partition',
    );
    this.#register = db.prepare('INSERT INTO consumers VALUES (?, ?, ?)');
    this.#renew = db.prepare('UPDATE consumers SET expires_at = ? WHERE id = ?');
    this.#remove = db.prepare('DELETE FROM consumers WHERE id = ?');
    this.#acquire = db.prepare('INSERT OR REPLACE INTO partitions VALUES (?, ?, 0)');
    this.#giveBack = db.prepare('DELETE FROM partitions WHERE partition = ? AND consumer = ?');
    this.#deliver = db.prepare(
      'UPDATE partitions SET delivered_through = ? WHERE partition = ? AND consumer = ?',
    );
  }

  get leaseMs(): number {
    return this.#leaseMs;
  }

  /** Adds a consumer, whose lease begins now. */
  async register(): Promise<ConsumerLease> {
    const id = randomUUID();
    const expiresAt = monotonicNow() + this.#leaseMs;
    await transact(this.#db, () => this.#register.run(id, processIdentity(), expiresAt));
    return { id, expiresAt };
  }

  /** Extends a lease; false where it was lost. */
  async renew(lease: ConsumerLease): Promise<boolean> {
    const expiresAt = monotonicNow() + this.#leaseMs;
    const isRenewed = await transact(
      this.#db,
      () => this.#renew.run(expiresAt, lease.id).changes === 1,
    );
    if (isRenewed) lease.expiresAt = expiresAt;
    else lease.expiresAt = 0;
    return isRenewed;
  }

  async remove({ id }: ConsumerLease): Promise<void> {
    await transact(this.#db, () => this.#removeConsumer(id));
  }

  /** The partitions of a consumer. */
  owned({ id }: ConsumerLease): PartitionRow[] {
    return this.#rows().filter(({ consumer }) => consumer === id);
  }

  /** The last message that a living consumer took from each partition that it has. */
  deliveredThrough(): ReadonlyMap<number, number> {
    const living = new Set(this.#living().map(({ id }) => id));
    const taken = this.#rows().filter(({ consumer }) => living.has(consumer));
    return new Map(taken.map((row) => [row.partition, row.delivered_through]));
  }

  /**
   * Removes consumers that ended, takes free partitions up to this consumer's share and gives back what is
   * beyond it, but for the partitions in `busy`. Writes only where there is something to change.
   *
   * @returns the busy partitions beyond its share: to be given back next, so nothing more is read from them
   */
  async rebalance(lease: ConsumerLease, busy: ReadonlySet<number>): Promise<ReadonlySet<number>> {
    const split = () => {
      const { ended, acquired, surplus } = this.#plan(lease);
      const given = surplus.filter((partition) => !busy.has(partition));
      return { ended, acquired, given, leaving: new Set(surplus.filter((p) => busy.has(p))) };
    };
    const planned = translateSqliteErrors(this.#db, split);
    if (planned.ended.length + planned.acquired.length + planned.given.length === 0) {
      return planned.leaving;
    }
    return transact(this.#db, () => {
      const { ended, acquired, given, leaving } = split();
      for (const { id } of ended) this.#removeConsumer(id);
      for (const partition of acquired) this.#acquire.run(partition, lease.id);
      for (const partition of given) this.#giveBack.run(partition, lease.id);
      return leaving;
    });
  }

  /** True if a consumer has all of these partitions. Call it in a transaction. */
  hasAll(lease: ConsumerLease, partitions: readonly number[]): boolean {
    const owned = new Set(this.owned(lease).map(({ partition }) => partition));
    return partitions.every((partition) => owned.has(partition));
  }

  /** Notes up to which message a consumer took a partition's messages. Needs the caller's transaction. */
  deliver({ id }: ConsumerLease, partition: number, lastId: number): void {
    this.#deliver.run(lastId, partition, id);
  }

  #plan(lease: ConsumerLease) {
    const consumers = this.#consumers.all() as unknown as ConsumerRow[];
    const living = consumers.filter(isLiving);
    const ended = consumers.filter((consumer) => !isLiving(consumer));
    if (!living.some(({ id }) => id === lease.id)) return { ended, acquired: [], surplus: [] };
    const livingIds = new Set(living.map(({ id }) => id));
    const rows = this.#rows().filter(({ consumer }) => livingIds.has(consumer));
    const owned = rows.flatMap(({ partition, consumer }) =>
      consumer === lease.id ? [partition] : [],
    );
    const taken = new Set(rows.map(({ partition }) => partition));
    const share = Math.ceil(PARTITIONS.length / living.length);
    const free = PARTITIONS.filter((partition) => !taken.has(partition));
    return {
      ended,
      acquired: free.slice(0, Math.max(0, share - owned.length)),
      surplus: owned.slice(share),
    };
  }

  #living(): ConsumerRow[] {
    return (this.#consumers.all() as unknown as ConsumerRow[]).filter(isLiving);
  }

  #rows(): PartitionRow[] {
    return this.#partitions.all() as unknown as PartitionRow[];
  }

  #removeConsumer(id: string): void {
    for (const { partition } of this.owned({ id, expiresAt: 0 })) this.#giveBack.run(partition, id);
    this.#remove.run(id);
  }
}

/** A consumer's right to its partitions, which ends by itself. */
export interface ConsumerLease {
  readonly id: string;
  /** In milliseconds of {@link monotonicNow}. */
  expiresAt: number;
}

/** Milliseconds of the machine's monotonic clock, the same for all of its processes. */
export function monotonicNow(): number {
  return Number(process.hrtime.bigint() / 1_000_000n);
}

function isLiving({ expires_at, process }: ConsumerRow): boolean {
  const remaining = expires_at - monotonicNow();
  return remaining > 0 && remaining <= MAX_LEASE_MS && !hasEnded(process);
}
