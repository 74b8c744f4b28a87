import { randomUUID } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { transact, translateSqliteErrors } from '@energy/engines';
import type { RejectedMessage } from '../measurement-queue.ts';
import type { SqliteDeadLetters } from './dead-letters.ts';

/** A batch of large messages ends here, whatever number was asked for. */
const MOST_BYTES = 64 * 1024 * 1024;

/** SQLite's word for no limit. */
const UNLIMITED = -1;

/** The messages from one id to another, which one consumer has in hand until its lease ends. */
export interface Claim {
  readonly consumer: string;
  readonly firstId: number;
  readonly lastId: number;
  readonly bodies: readonly Uint8Array[];
}

interface ClaimRow {
  readonly first_id: number;
  readonly last_id: number;
  readonly consumer: string;
  readonly expires_at: number;
}

/** A range of ids that nobody has claimed; the bounds themselves are not in it. */
interface Gap {
  readonly after: number;
  readonly before: number;
}

/**
 * A new consumer's name. It begins with the process's id, by which others on this machine see that
 * the process was killed: they need not wait for its leases to end.
 */
export function newConsumer(): string {
  return `${process.pid}:${randomUUID()}`;
}

/**
 * Who has which messages in hand. A claim whose lease has ended, or whose process is gone, may be
 * taken over by anyone, in parts too: its first owner then no longer owns anything.
 */
export class Claims {
  readonly #db: DatabaseSync;
  readonly #deadLetters: SqliteDeadLetters;
  readonly #leaseMs: number;
  readonly #selectClaims: StatementSync;
  readonly #selectMessages: StatementSync;
  readonly #countMessages: StatementSync;
  readonly #insertClaim: StatementSync;
  readonly #extendClaim: StatementSync;
  readonly #deleteClaim: StatementSync;
  readonly #deleteMessages: StatementSync;

  constructor(db: DatabaseSync, deadLetters: SqliteDeadLetters, leaseMs: number) {
    this.#db = db;
    this.#deadLetters = deadLetters;
    this.#leaseMs = leaseMs;
    this.#selectClaims = db.prepare(
      'SELECT first_id, last_id, consumer, expires_at FROM claims ORDER BY first_id',
    );
    this.#selectMessages = db.prepare(
      'SELECT id, body FROM messages WHERE id > ? AND id < ? ORDER BY id LIMIT ?',
    );
    this.#countMessages = db.prepare(
      'SELECT count(*) AS n FROM (SELECT 1 FROM messages WHERE id > ? AND id < ? LIMIT ?)',
    );
    this.#insertClaim = db.prepare('INSERT INTO claims VALUES (?, ?, ?, ?)');
    this.#extendClaim = db.prepare(
      'UPDATE claims SET expires_at = ? WHERE first_id = ? AND last_id = ? AND consumer = ?',
    );
    this.#deleteClaim = db.prepare(
      'DELETE FROM claims WHERE first_id = ? AND last_id = ? AND consumer = ?',
    );
    this.#deleteMessages = db.prepare('DELETE FROM messages WHERE id BETWEEN ? AND ?');
  }

  /** How long a claim is its consumer's alone, in milliseconds. */
  get leaseMs(): number {
    return this.#leaseMs;
  }

  /** How many messages {@link take} would give now, at most `limit`. Writes nothing. */
  available(limit: number): number {
    return translateSqliteErrors(this.#db, () => {
      for (const gap of this.#gaps()) {
        const count = this.#count(gap, limit);
        if (count > 0) return count;
      }
      return 0;
    });
  }

  /** How many messages nobody has in hand. */
  waiting(): number {
    return translateSqliteErrors(this.#db, () =>
      this.#gaps().reduce((sum, gap) => sum + this.#count(gap, UNLIMITED), 0),
    );
  }

  /** How many messages nobody has in hand, counted up to `most`. */
  waitingUpTo(most: number): number {
    return translateSqliteErrors(this.#db, () => {
      let count = 0;
      for (const gap of this.#gaps()) {
        if (count === most) break;
        count += this.#count(gap, most - count);
      }
      return count;
    });
  }

  /** Claims the oldest free messages, at most `limit`; `undefined` where there are none. */
  take(consumer: string, limit: number): Promise<Claim | undefined> {
    return transact(this.#db, () => {
      for (const claim of this.#claims()) {
        if (!isLive(claim)) {
          this.#deleteClaim.run(claim.first_id, claim.last_id, claim.consumer);
        }
      }
      for (const gap of this.#gaps()) {
        const claim = this.#read(gap, consumer, limit);
        if (!claim) continue;
        const expiresAt = Date.now() + this.#leaseMs;
        this.#insertClaim.run(claim.firstId, claim.lastId, consumer, expiresAt);
        return claim;
      }
      return undefined;
    });
  }

  /** Starts the claim's lease again. */
  async extend({ firstId, lastId, consumer }: Claim): Promise<void> {
    await transact(this.#db, () =>
      this.#extendClaim.run(Date.now() + this.#leaseMs, firstId, lastId, consumer),
    );
  }

  /**
   * Takes the claimed messages off the queue, and puts `rejected` among the dead letters.
   *
   * @returns whether the claim was still its consumer's; if not, nothing has changed
   */
  settle(claim: Claim, rejected: readonly RejectedMessage[]): Promise<boolean> {
    return transact(this.#db, () => {
      if (!this.#give(claim)) return false;
      this.#deadLetters.insert(rejected);
      this.#deleteMessages.run(claim.firstId, claim.lastId);
      return true;
    });
  }

  /** Ends the claim; its messages are free again. */
  async release(claim: Claim): Promise<void> {
    await transact(this.#db, () => this.#give(claim));
  }

  #give({ firstId, lastId, consumer }: Claim): boolean {
    return this.#deleteClaim.run(firstId, lastId, consumer).changes === 1;
  }

  #claims(): ClaimRow[] {
    return this.#selectClaims.all() as unknown as ClaimRow[];
  }

  #gaps(): Gap[] {
    const live = this.#claims().filter(isLive);
    const ends = [0, ...live.map(({ last_id }) => last_id)];
    const starts = [...live.map(({ first_id }) => first_id), Number.MAX_SAFE_INTEGER];
    return ends.map((after, i) => ({ after, before: starts[i]! }));
  }

  #count({ after, before }: Gap, limit: number): number {
    return (this.#countMessages.get(after, before, limit) as { n: number }).n;
  }

  #read({ after, before }: Gap, consumer: string, limit: number): Claim | undefined {
    const bodies: Uint8Array[] = [];
    let firstId: number | undefined;
    let lastId = 0;
    let bytes = 0;
    for (const row of this.#selectMessages.iterate(after, before, limit)) {
      const { id, body } = row as { id: number; body: Uint8Array };
      firstId ??= id;
      lastId = id;
      bodies.push(body);
      bytes += body.length;
      if (bytes >= MOST_BYTES) break;
    }
    return firstId === undefined ? undefined : { consumer, firstId, lastId, bodies };
  }
}

function isLive({ consumer, expires_at }: ClaimRow): boolean {
  return expires_at > Date.now() && isRunning(Number.parseInt(consumer, 10));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
