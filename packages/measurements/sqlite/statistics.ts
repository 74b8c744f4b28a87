import type { DatabaseSync } from 'node:sqlite';
import { translateSqliteErrors } from '@energy/engines';
import type { QueueStatistics, QueueStats } from '../statistics.ts';
import type { ConsumerLeases } from './consumer-leases.ts';
import type { MessageTable } from './message-table.ts';
import { idRangeOf, PARTITIONS } from './partitions.ts';

const MAX_COUNTED_WAITING = 100_000;
const MAX_COUNTED_DEAD_LETTERS = 10_000;
/** SQLite's limit for no limit. */
const UNLIMITED = -1;

export interface SqliteStatisticsOptions {
  readonly db: DatabaseSync;
  readonly leases: ConsumerLeases;
  readonly messages: MessageTable;
}

export class SqliteStatistics implements QueueStatistics {
  readonly #db: DatabaseSync;
  readonly #leases: ConsumerLeases;
  readonly #messages: MessageTable;

  constructor({ db, leases, messages }: SqliteStatisticsOptions) {
    this.#db = db;
    this.#leases = leases;
    this.#messages = messages;
  }

  async waiting(limit = UNLIMITED): Promise<number> {
    return this.#waitingUpTo(limit);
  }

  async stats(): Promise<QueueStats> {
    const waiting = this.#waitingUpTo(MAX_COUNTED_WAITING + 1);
    const reasons = this.#reasons();
    const deadLetters = reasons.reduce((sum, { count }) => sum + count, 0);
    return {
      waiting: {
        count: Math.min(waiting, MAX_COUNTED_WAITING),
        isAll: waiting <= MAX_COUNTED_WAITING,
      },
      deadLetters: { count: deadLetters, isAll: deadLetters < MAX_COUNTED_DEAD_LETTERS },
      reasons,
    };
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

  #reasons(): QueueStats['reasons'] {
    return translateSqliteErrors(this.#db, () => {
      const rows = this.#db
        .prepare(
          `SELECT reason, count(*) AS count
           FROM (SELECT reason FROM dead_letters ORDER BY id LIMIT ${MAX_COUNTED_DEAD_LETTERS})
           GROUP BY reason ORDER BY count DESC, reason`,
        )
        .all() as { reason: string; count: number }[];
      return rows.map(({ reason, count }) => ({ reason, count }));
    });
  }
}
