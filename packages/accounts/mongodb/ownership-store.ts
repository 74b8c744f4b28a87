import type { UserRole } from '@energy/domain';
import { MongoConnection } from '@energy/engines/mongodb';
import type { Position } from '@energy/event-store';
import type { AnyBulkWriteOperation, ClientSession, Collection, Db, Document } from 'mongodb';
import { skeletonOf } from '../lookalikes.ts';
import type { HeldName, OwnershipChanges } from '../ownership-changes.ts';
import type {
  OwnershipBatch,
  OwnershipEntry,
  OwnershipStore,
  Positioned,
  UserFacts,
} from '../ownership-store.ts';

/** Default database if a URL names none: that of the credentials. */
const DATABASE = 'energy_credentials';
const INDEX = 'index';
const POLICIES = 'policies';
/** Writes in one command. */
const WRITE_BATCH_SIZE = 1_000;

interface StoredPosition {
  readonly _id: typeof INDEX | typeof POLICIES;
  /** The collections in use; absent for the first ones. */
  readonly generation?: number;
  readonly position?: Position;
}

interface StoredRole {
  readonly _id: string;
  readonly role: UserRole;
}

interface StoredOwner {
  readonly _id: string;
  readonly ownerId: string;
}

/** By stream. */
interface StoredName extends HeldName {
  readonly _id: string;
  readonly skeleton: string;
}

/** The ownership index in the database of the credentials. Clearing it begins collections of a new generation. */
export class MongoOwnershipStore implements OwnershipStore {
  readonly #connection: MongoConnection;

  /** @throws TypeError where the URL is no MongoDB URL, or has an option that can't be chosen */
  constructor(url: string) {
    this.#connection = new MongoConnection({
      url,
      database: DATABASE,
      prepare: async (db) => {
        await makeCollections(db, (await indexIn(db)).generation ?? 0);
      },
    });
  }

  position(): Promise<Position | undefined> {
    return this.#connection.use(async (db) => (await indexIn(db)).position);
  }

  apply({ after, position, changes }: OwnershipBatch): Promise<Position | undefined> {
    return this.#connection.transact(async (db, session) => {
      const index = await indexIn(db, session);
      const current = index.position ?? '';
      if (current < after || current >= position) return index.position;
      // Written first: of two processes, the slower one conflicts and starts again.
      await setPosition(db, { _id: INDEX, position }, session);
      await write(collectionsOf(db, index.generation), changes, session);
      return position;
    });
  }

  factsOf(userId: string): Promise<UserFacts & Positioned> {
    return this.#read(async ({ roles, owners }, session) => {
      const others = { role: 'administrator', _id: { $ne: userId } } as const;
      return {
        otherAdministrators: await roles.countDocuments(others, { session }),
        ownedDevices: await owners.countDocuments({ ownerId: userId }, { session }),
      };
    });
  }

  rolesOf(userIds: readonly string[]) {
    return this.#read(async ({ roles }, session) => {
      const found = await roles.find({ _id: { $in: [...userIds] } }, { session }).toArray();
      return { roles: new Map(found.map(({ _id, role }) => [_id, role])) };
    });
  }

  devicesOf(userId: string) {
    return this.#read(async ({ owners }, session) => {
      const found = await owners.find({ ownerId: userId }, { session }).toArray();
      return { devices: found.map(({ _id }) => _id) };
    });
  }

  lookalikesOf(name: string) {
    return this.#read(async ({ names }, session) => {
      const found = await names.find({ skeleton: skeletonOf(name) }, { session }).toArray();
      return { names: found.map(heldNameFrom) };
    });
  }

  async *entries(): AsyncIterable<OwnershipEntry> {
    const { roles, owners, names } = await this.#connection.use(async (db) =>
      collectionsOf(db, (await indexIn(db)).generation),
    );
    for await (const { _id: id, role } of roles.find()) yield { kind: 'role', id, value: role };
    for await (const { _id: id, ownerId } of owners.find()) {
      yield { kind: 'owner', id, value: ownerId };
    }
    for await (const stored of names.find()) {
      yield { kind: 'name', id: stored._id, value: heldNameFrom(stored) };
    }
  }

  count(): Promise<number> {
    return this.#connection.use(async (db) => {
      const { roles, owners, names } = collectionsOf(db, (await indexIn(db)).generation);
      const counts = await Promise.all([
        roles.countDocuments(),
        owners.countDocuments(),
        names.countDocuments(),
      ]);
      return counts.reduce((sum, count) => sum + count, 0);
    });
  }

  async clear(): Promise<void> {
    await this.#connection.use(async (db) => {
      const { generation = 0 } = await indexIn(db);
      await makeCollections(db, generation + 1);
      await this.#connection.transact(async (_, session) => {
        const update = { $set: { generation: generation + 1 }, $unset: { position: '' } } as const;
        await positionsIn(db).updateOne({ _id: INDEX }, update, { session, upsert: true });
        await positionsIn(db).deleteOne({ _id: POLICIES }, { session });
      });
      const { roles, owners, names } = collectionsOf(db, generation);
      for (const collection of [roles, owners, names]) await collection.drop();
    });
  }

  policyPosition(): Promise<Position | undefined> {
    return this.#connection.use(
      async (db) => (await positionsIn(db).findOne({ _id: POLICIES }))?.position,
    );
  }

  async setPolicyPosition(position: Position): Promise<void> {
    await this.#connection.use((db) => setPosition(db, { _id: POLICIES, position }));
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  /** Reads with the position, from one snapshot. */
  #read<T extends object>(
    read: (collections: Collections, session: ClientSession) => Promise<T>,
  ): Promise<T & Positioned> {
    return this.#connection.transact(async (db, session) => {
      const { generation, position } = await indexIn(db, session);
      return { ...(await read(collectionsOf(db, generation), session)), position };
    });
  }
}

type Collections = ReturnType<typeof collectionsOf>;

/** The number in a name is the version of its shape. */
function collectionsOf(db: Db, generation = 0) {
  const suffix = generation === 0 ? '' : `_g${generation}`;
  return {
    roles: db.collection<StoredRole>(`ownership_roles_1${suffix}`),
    owners: db.collection<StoredOwner>(`ownership_owners_1${suffix}`),
    names: db.collection<StoredName>(`ownership_names_1${suffix}`),
  };
}

function positionsIn(db: Db): Collection<StoredPosition> {
  return db.collection('ownership_positions_1');
}

async function indexIn(db: Db, session?: ClientSession): Promise<StoredPosition> {
  const options = session ? { session } : {};
  return (await positionsIn(db).findOne({ _id: INDEX }, options)) ?? { _id: INDEX };
}

async function setPosition(
  db: Db,
  { _id, position }: Required<Pick<StoredPosition, '_id' | 'position'>>,
  session?: ClientSession,
): Promise<void> {
  const options = { upsert: true, ...(session && { session }) };
  await positionsIn(db).updateOne({ _id }, { $set: { position } }, options);
}

/** Creates collections with their indexes: a transaction must not be the first to use one. */
async function makeCollections(db: Db, generation: number): Promise<void> {
  const { roles, owners, names } = collectionsOf(db, generation);
  await roles.createIndex({ role: 1 });
  await owners.createIndex({ ownerId: 1 });
  await names.createIndex({ skeleton: 1 });
  await positionsIn(db).createIndex({ position: 1 });
}

async function write(
  collections: Collections,
  { roles, owners, names }: OwnershipChanges,
  session: ClientSession,
): Promise<void> {
  await replaceAll(collections.roles, roles, (role) => ({ role }), session);
  await replaceAll(collections.owners, owners, (ownerId) => ({ ownerId }), session);
  await replaceAll(
    collections.names,
    names,
    (held) => ({ ...held, skeleton: skeletonOf(held.name) }),
    session,
  );
}

/** Replaces the documents of changed keys; removes those without a value. */
async function replaceAll<Stored extends { readonly _id: string }, Value>(
  collection: Collection<Stored>,
  changes: ReadonlyMap<string, Value | undefined>,
  toDocument: (value: Value) => Document,
  session: ClientSession,
): Promise<void> {
  const writes = Array.from(changes, ([_id, value]): AnyBulkWriteOperation<Document> => {
    if (value === undefined) return { deleteOne: { filter: { _id } as Document } };
    const replacement = toDocument(value);
    return { replaceOne: { filter: { _id } as Document, replacement, upsert: true } };
  });
  for (let start = 0; start < writes.length; start += WRITE_BATCH_SIZE) {
    const some = writes.slice(start, start + WRITE_BATCH_SIZE);
    await (collection as unknown as Collection<Document>).bulkWrite(some, {
      session,
      ordered: false,
    });
  }
}

function heldNameFrom({ name, userId, position }: StoredName): HeldName {
  return { name, userId, position };
}
