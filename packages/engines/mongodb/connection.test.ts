import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { Db } from 'mongodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { withPeerTimes } from '../testing/peer-times.ts';
import { SeverableProxy } from '../testing/severable-proxy.ts';
import { EngineUnavailable } from '../unavailable.ts';
import { MongoConnection } from './connection.ts';
import { POOL_STATES, type PoolState } from './pool-state.ts';
import { dropDatabase, MONGODB_URL, throughProxy, urlOfATest } from './testing/database.ts';
import { emptyOperatorsOf } from './testing/empty-operators.ts';

interface Note {
  readonly _id: string;
  readonly count: number;
}

const notesOf = (db: Db) => db.collection<Note>('notes');

describe('a connection to a MongoDB', () => {
  it('says at once what is wrong with its URL', () => {
    expect(() => new MongoConnection({ url: 'mongodb://', database: 'energy' })).toThrow(TypeError);
  });

  it('rejects every call while the server is unavailable', async () => {
    const url = 'mongodb://ann:secret@127.0.0.1:1/?serverSelectionTimeoutMS=50';
    const connection = new MongoConnection({ url, database: 'energy' });
    for (let time = 0; time < 2; time++) {
      const call = connection.use((db) => notesOf(db).findOne());
      await expect(call).rejects.toThrow(EngineUnavailable);
      await expect(call).rejects.toThrow(
        /^MongoDB at 127\.0\.0\.1:1 can't be used: .+; check that it runs and can be reached$/,
      );
      await expect(call).rejects.not.toThrow(/secret/);
    }
    await connection.close();
  });

  it('rejects a call that the server does not answer', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as { port: number };
    const url = `mongodb://127.0.0.1:${port}/?serverSelectionTimeoutMS=100`;
    const connection = new MongoConnection({ url, database: 'energy' });
    await expect(connection.use((db) => notesOf(db).findOne())).rejects.toThrow(EngineUnavailable);
    await connection.close();
    silent.close();
  });

  it('can not be used once it was closed', async () => {
    const connection = new MongoConnection({ url: 'mongodb://127.0.0.1:1', database: 'energy' });
    await connection.close();
    const call = connection.use((db) => notesOf(db).findOne());
    await expect(call).rejects.toThrow(EngineUnavailable);
    await expect(call).rejects.toThrow('the connection to MongoDB at 127.0.0.1:1 was closed');
  });
});

describe('an update', () => {
  it.each([
    [{ updates: [{ q: {}, u: { $setOnInsert: {} } }] }, ['update: $setOnInsert']],
    [{ updates: [{ q: {}, u: { $set: { a: {} }, $inc: {} } }] }, ['update: $inc']],
    [{ updates: [{ q: {}, u: [{ $set: {} }] }] }, ['update: $set']],
    [{ update: { $push: {} } }, ['update: $push']],
    [{ updates: [{ q: { a: {} }, u: { $set: { a: 1 }, b: {} } }] }, []],
    [{ updates: [{ q: {}, u: {} }], $clusterTime: {} }, []],
  ])('has the empty operators that it has: %j', (command, operators) => {
    expect(emptyOperatorsOf({ commandName: 'update', command })).toEqual(operators);
  });
});

describe.skipIf(!MONGODB_URL)('in MongoDB', () => {
  let url: string;
  let connections: MongoConnection[];

  beforeEach(() => {
    url = urlOfATest();
    connections = [];
  });

  afterEach(async () => {
    await Promise.all(connections.map((connection) => connection.close()));
    await dropDatabase(url);
  });

  function open(
    options: Partial<ConstructorParameters<typeof MongoConnection>[0]> = {},
  ): MongoConnection {
    const connection = new MongoConnection({ url, database: 'energy', ...options });
    connections.push(connection);
    return connection;
  }

  it('a server is connected to when it comes, and again when it was away', async () => {
    const proxy = new SeverableProxy(url);
    await proxy.open();
    const connection = open({ url: throughProxy(proxy, { serverSelectionTimeoutMS: 200 }) });
    await proxy.goAway();
    const find = () => connection.use((db) => notesOf(db).findOne({ _id: 'one' }));
    await expect(find()).rejects.toThrow(EngineUnavailable);
    for (let outage = 0; outage < 2; outage++) {
      await proxy.open();
      await vi.waitFor(async () => expect(await find()).toBeNull(), { timeout: 20_000 });
      await proxy.goAway();
      await expect(find()).rejects.toThrow(EngineUnavailable);
    }
    await connection.close();
  });

  it('what a database must have is made before it is used, and tried again where it failed', async () => {
    let failures = 2;
    const prepare = vi.fn(async (db: Db) => {
      if (failures-- > 0) throw new EngineUnavailable('not yet');
      await notesOf(db).createIndex({ count: 1 }, { name: 'by_count' });
    });
    const connection = open({ prepare });
    const indexes = () => connection.use((db) => notesOf(db).indexes());
    await expect(indexes()).rejects.toThrow('not yet');
    await expect(Promise.all([indexes(), indexes()])).rejects.toThrow('not yet');
    const [first] = await Promise.all([indexes(), indexes()]);
    expect(first.map(({ name }) => name)).toEqual(['_id_', 'by_count']);
    expect(prepare).toHaveBeenCalledTimes(3);
  });

  it('publishes how many connections a pool has, uses and waits for', async () => {
    const states: PoolState[] = [];
    const listen = (state: unknown) => states.push(state as PoolState);
    subscribe(POOL_STATES, listen);
    const connection = open();
    const finds = [1, 2, 3].map(() => connection.use((db) => notesOf(db).findOne()));
    await Promise.all(finds);
    await connection.close();
    unsubscribe(POOL_STATES, listen);
    const { pathname } = new URL(url);
    const own = states.filter(({ database }) => `/${database}` === pathname);
    expect(Math.max(...own.map(({ inUse }) => inUse))).toBeGreaterThan(0);
    expect(Math.max(...own.map(({ waiting }) => waiting))).toBeGreaterThan(0);
    expect(own.at(-1)).toMatchObject({ open: 0, inUse: 0, waiting: 0 });
  });

  it.each([
    ['4.2.24', [4, 2, 24, 0]],
    ['3.6.23', [3, 6, 23, 0]],
  ])('refuses a server of version %s, which is older than 4.4', async (version, versionArray) => {
    const buildInfo = { ok: 1, version, versionArray };
    const command = vi.spyOn(Db.prototype, 'command').mockResolvedValueOnce(buildInfo);
    const call = open().use(async () => {});
    await expect(call).rejects.toThrow(EngineUnavailable);
    await expect(call).rejects.toThrow(
      `is MongoDB ${version}; the platform needs MongoDB 4.4 or later`,
    );
    command.mockRestore();
  });

  it('reads the name of the replica set from a server that knows no hello', async () => {
    const command = vi.spyOn(Db.prototype, 'command');
    command.mockResolvedValueOnce({ version: '4.4.0', versionArray: [4, 4, 0, 0] });
    command.mockRejectedValueOnce(Object.assign(new Error('no such command'), { code: 59 }));
    command.mockResolvedValueOnce({ setName: 'rs' });
    await open().use(async () => {});
    expect(command.mock.calls.map(([asked]) => Object.keys(asked)[0])).toEqual([
      'buildInfo',
      'hello',
      'isMaster',
    ]);
    command.mockRestore();
  });

  it('a server without transactions is refused, with what to do', async () => {
    const hello = vi.spyOn(Db.prototype, 'command');
    hello.mockResolvedValueOnce({ version: '8.0.0', versionArray: [8, 0, 0, 0] });
    hello.mockResolvedValueOnce({ ok: 1 });
    const connection = open();
    await expect(connection.use(async () => {})).rejects.toThrow(
      /is no replica set, .* start it with --replSet/,
    );
    hello.mockRestore();
    await connection.use(async () => {});
  });

  it('gives the clock of the server', async () => {
    await withPeerTimes(async (times) => {
      const before = Date.now();
      await open().use(async () => {});
      await expect.poll(() => times).not.toHaveLength(0);
      expect(times[0]).toMatchObject({ peer: 'MongoDB', mayBeOld: false });
      expect(times[0]!.at).toBeGreaterThanOrEqual(before - 1_000);
      expect(times[0]!.at).toBeLessThanOrEqual(Date.now() + 1_000);
    });
  });

  it('64-bit integers are exact, both ways', async () => {
    const connection = open();
    const counts = [2n ** 53n - 1n, 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n), 0n];
    const found = await connection.use(async (db) => {
      const numbers = db.collection<{ _id: number; count: bigint }>('numbers');
      await numbers.insertMany(counts.map((count, _id) => ({ _id, count })));
      return numbers
        .find({ count: { $type: 'long' } })
        .sort({ _id: 1 })
        .toArray();
    });
    expect(found.map(({ count }) => count)).toEqual(counts);
  });

  it('transactions read from a snapshot and write to a majority', async () => {
    const connection = open();
    const sent: Record<string, unknown>[] = [];
    await connection.transact(async (db, session) => {
      db.client.on('commandStarted', ({ command }) => sent.push(command));
      await notesOf(db).insertOne({ _id: 'one', count: 1 }, { session });
    });
    expect(sent[0]).toMatchObject({ readConcern: { level: 'snapshot' } });
    expect(sent.at(-1)).toMatchObject({ commitTransaction: 1, writeConcern: { w: 'majority' } });
  });

  it('a transaction is stored as a whole or not at all', async () => {
    const connection = open();
    const failing = connection.transact(async (db, session) => {
      await notesOf(db).insertOne({ _id: 'one', count: 1 }, { session });
      throw new Error('half-way');
    });
    await expect(failing).rejects.toThrow('half-way');
    expect(await connection.use((db) => notesOf(db).countDocuments())).toBe(0);
    await connection.transact(async (db, session) => {
      await notesOf(db).insertOne({ _id: 'one', count: 1 }, { session });
      await notesOf(db).insertOne({ _id: 'two', count: 1 }, { session });
    });
    expect(await connection.use((db) => notesOf(db).countDocuments())).toBe(2);
  });

  it('transactions that get in each other’s way happen one after the other', async () => {
    const one = open();
    const two = open();
    const count = async (connection: MongoConnection) =>
      connection.transact(async (db, session) => {
        const before = await notesOf(db).findOne({ _id: 'one' }, { session });
        if (!before) await notesOf(db).insertOne({ _id: 'one', count: 1 }, { session });
        else {
          const next = { $set: { count: before.count + 1 } };
          await notesOf(db).updateOne({ _id: 'one' }, next, { session });
        }
      });
    await Promise.all(Array.from({ length: 12 }, (_, n) => count(n % 2 ? one : two)));
    expect(await one.use((db) => notesOf(db).findOne())).toEqual({ _id: 'one', count: 12 });
  });
});
