import { createRequire } from 'node:module';
import type { ClientSession, Db, MongoClient } from 'mongodb';
import { publishPeerTime } from '../peer-time.ts';
import { backoff } from '../retry.ts';
import { settlesWithin } from '../timeout.ts';
import { EngineUnavailable } from '../unavailable.ts';
import { type MongoAddress, parseMongoUrl } from './address.ts';
import { isConflict, mongoFailure, NEEDED_VERSION } from './failure.ts';
import { publishPoolState } from './pool-state.ts';

const require = createRequire(import.meta.url);

const CLOSE_TIMEOUT_MS = 2_000;
/** Maximum time for retries of a conflicting transaction. */
const TRANSACTION_TIMEOUT_MS = 10_000;

/** Makes all reads of a transaction see one snapshot, whatever the server's defaults are. */
const TRANSACTION_OPTIONS = {
  readConcern: { level: 'snapshot' },
  writeConcern: { w: 'majority' },
  readPreference: 'primary',
} as const;

const COMMAND_NOT_FOUND = 59;

export interface MongoConnectionOptions {
  readonly url: string;
  /** Default database if the URL names none. */
  readonly database: string;
  /** Prepares the database, such as its indexes; called again after a failure. */
  readonly prepare?: (db: Db) => Promise<void>;
}

/**
 * One database of a MongoDB and the client for it, created at first use.
 *
 * Reads come from the primary with read concern `majority`; a majority confirms writes. So an election undoes
 * neither reads nor acknowledged writes, and a read after an acknowledgement sees the write. The client
 * converts 64-bit integers to bigints and back; numbers beyond 32 bits would be doubles.
 */
export class MongoConnection {
  readonly #address: MongoAddress;
  readonly #prepare: ((db: Db) => Promise<void>) | undefined;
  #opening: Promise<MongoClient> | undefined;
  #closed = false;

  /** @throws TypeError if the URL is no MongoDB URL, or has an unknown or unsupported option */
  constructor({ url, database, prepare }: MongoConnectionOptions) {
    this.#address = parseMongoUrl(url, database);
    this.#prepare = prepare;
    this.#expectReadable();
  }

  /** `MongoDB at HOST`, for messages. */
  get server(): string {
    return `MongoDB at ${this.#address.hosts}`;
  }

  /**
   * Runs `work` on the database.
   *
   * @throws EngineUnavailable while the server is unavailable, can't write, or does not answer in time:
   *   `work` may or may not have been stored
   */
  async use<T>(work: (db: Db) => Promise<T>): Promise<T> {
    try {
      const client = await this.#client();
      return await work(client.db(this.#address.database));
    } catch (error) {
      if (this.#closed) throw this.#absence(error);
      throw mongoFailure(error, this.server);
    }
  }

  /**
   * Runs `work` in one transaction: all of it is stored when the promise resolves. Runs it again from the
   * beginning after a conflict on a document or unique key.
   *
   * @throws EngineUnavailable as {@link use}; also if conflicts last too long
   */
  transact<T>(work: (db: Db, session: ClientSession) => Promise<T>): Promise<T> {
    return this.use((db) =>
      db.client.withSession(async (session) => {
        const deadline = performance.now() + TRANSACTION_TIMEOUT_MS;
        for (let attempt = 0; ; attempt++) {
          try {
            return await transactOnce(session, () => work(db, session));
          } catch (error) {
            if (!isConflict(error) || performance.now() > deadline) throw error;
            await backoff(attempt);
          }
        }
      }),
    );
  }

  async close(): Promise<void> {
    this.#closed = true;
    const client = await this.#opening?.catch(() => undefined);
    if (client) await closeQuietly(client);
  }

  async #client(): Promise<MongoClient> {
    if (this.#closed) throw this.#absence();
    this.#opening ??= this.#open();
    try {
      return await this.#opening;
    } catch (error) {
      this.#opening = undefined; // The next call tries again.
      throw error;
    }
  }

  async #open(): Promise<MongoClient> {
    const client = this.#createClient();
    publishPoolState(client, this.#address.database);
    client.on('serverHeartbeatSucceeded', ({ reply: { localTime } }) => {
      if (localTime) publishPeerTime({ peer: 'MongoDB', at: localTime.getTime(), mayBeOld: false });
    });
    try {
      await client.connect();
      await this.#expectSupported(client);
      await this.#expectReplicaSet(client);
      await this.#prepare?.(client.db(this.#address.database));
      return client;
    } catch (error) {
      await closeQuietly(client);
      throw error;
    }
  }

  /** Loads the driver, which is slow, only if MongoDB is used. A client does nothing before it connects. */
  #createClient(): MongoClient {
    const { MongoClient } = require('mongodb') as typeof import('mongodb');
    return new MongoClient(this.#address.url, {
      readPreference: 'primary',
      readConcern: { level: 'majority' },
      writeConcern: { w: 'majority' },
      useBigInt64: true,
    });
  }

  /** Validates the URL's options by creating a client: the driver refuses those that it can't read. */
  #expectReadable(): void {
    try {
      this.#createClient();
    } catch (error) {
      const { message } = error as Error;
      throw new TypeError(`the MongoDB URL can't be used: ${message}`, { cause: error });
    }
  }

  async #expectSupported(client: MongoClient): Promise<void> {
    const { version, versionArray } = await client.db('admin').command({ buildInfo: 1 });
    const [major = 0, minor = 0] = versionArray as readonly number[];
    if (major > 4 || (major === 4 && minor >= 4)) return;
    throw new EngineUnavailable(`${this.server} is MongoDB ${version}; ${NEEDED_VERSION}`);
  }

  async #expectReplicaSet(client: MongoClient): Promise<void> {
    const { setName, msg } = await helloOf(client);
    if (setName !== undefined || msg === 'isdbgrid') return;
    throw new EngineUnavailable(
      `${this.server} is no replica set, without which it has no transactions; start it with ` +
        '--replSet NAME, and run rs.initiate() there once (one member is enough)',
    );
  }

  #absence(cause?: unknown): EngineUnavailable {
    return new EngineUnavailable(`the connection to ${this.server} was closed`, { cause });
  }
}

async function transactOnce<T>(session: ClientSession, work: () => Promise<T>): Promise<T> {
  session.startTransaction(TRANSACTION_OPTIONS);
  try {
    const result = await work();
    await session.commitTransaction();
    return result;
  } catch (error) {
    // After a failed commit nothing is left to abort.
    if (session.inTransaction()) await session.abortTransaction().catch(() => undefined);
    throw error;
  }
}

/** Uses the older name of the command for 4.4.0 and 4.4.1, which lack `hello`. */
async function helloOf(client: MongoClient) {
  const admin = client.db('admin');
  try {
    return await admin.command({ hello: 1 });
  } catch (error) {
    if ((error as { code?: unknown }).code !== COMMAND_NOT_FOUND) throw error;
    return await admin.command({ isMaster: 1 });
  }
}

async function closeQuietly(client: MongoClient): Promise<void> {
  await settlesWithin(client.close(), CLOSE_TIMEOUT_MS);
}
