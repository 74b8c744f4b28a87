import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as turn } from 'node:timers/promises';
import { transact } from './sqlite.ts';

interface Pending<Request, Result> {
  request: Request;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/**
 * Puts writes that arrive together into one transaction, so that they share one flush to the disk.
 * Each promise settles after that flush.
 *
 * `write` is called inside the transaction, request by request. Where it throws it must not have
 * written anything yet: its request alone is rejected, the others are stored.
 */
export class GroupCommit<Request, Result> {
  readonly #db: DatabaseSync;
  readonly #write: (request: Request) => Result;
  #pending: Pending<Request, Result>[] = [];
  #flushing: Promise<void> | undefined;

  constructor(db: DatabaseSync, write: (request: Request) => Result) {
    this.#db = db;
    this.#write = write;
  }

  submit(request: Request): Promise<Result> {
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    this.#pending.push({ request, resolve, reject });
    this.#flushing ??= this.#flushAll();
    return promise;
  }

  /** Resolves when everything submitted so far has been stored or rejected. */
  async idle(): Promise<void> {
    await this.#flushing;
  }

  async #flushAll(): Promise<void> {
    while (this.#pending.length > 0) {
      await this.#gather();
      const group = this.#pending;
      this.#pending = [];
      await this.#flush(group);
    }
    this.#flushing = undefined;
  }

  /** Waits as long as every turn of the event loop brings more. */
  async #gather(): Promise<void> {
    let gathered: number;
    do {
      gathered = this.#pending.length;
      await turn();
    } while (this.#pending.length > gathered);
  }

  async #flush(group: Pending<Request, Result>[]): Promise<void> {
    const settle: (() => void)[] = [];
    try {
      await transact(this.#db, () => {
        for (const { request, resolve, reject } of group) {
          try {
            const result = this.#write(request);
            settle.push(() => resolve(result));
          } catch (error) {
            if (isEngineFailure(error)) throw error;
            settle.push(() => reject(error));
          }
        }
      });
      for (const done of settle) done();
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }
}

/** SQLite may have rolled back by itself (a full disk): the whole group has failed. */
function isEngineFailure(error: unknown): boolean {
  return (error as { code?: string } | undefined)?.code === 'ERR_SQLITE_ERROR';
}
