import { COMMAND_TIMEOUT_MS, type MongoConnection } from '@energy/engines/mongodb';
import type { ListOptions } from '../listing.ts';
import { searchText } from '../search-text.ts';
import type { User, UserPage, UserSort, UsersReadModel } from '../users.ts';
import {
  inLines,
  ListedCollection,
  type ListedShape,
  listIndex,
  placeOf,
} from './listed-collection.ts';

const MOST_NAMED = 2_000;

const SHAPE: ListedShape<User, UserSort> = {
  name: 'users_1',
  indexes: [
    listIndex('by_name', { byName: 1 }),
    listIndex('by_role', { byRole: 1, byName: 1 }),
    listIndex('by_registration', { byRegistration: 1, byName: 1 }),
    // Deleted users too.
    { name: 'by_any_name', key: { byName: 1, _id: 1 } },
  ],
  orders: {
    name: { field: 'byName', index: 'by_name', text: 'byName' },
    role: { field: 'byRole', index: 'by_role', text: 'byName' },
    registeredAt: { field: 'byRegistration', index: 'by_registration', text: 'byName' },
  },
  fields: ({ id, name, role, registeredAt, deletedAt }) => ({
    name,
    role,
    registeredAt,
    ...(deletedAt === undefined ? { listed: true } : { deletedAt }),
    byName: placeOf(id, searchText(name)),
    byRole: placeOf(id, role),
    byRegistration: placeOf(id, registeredAt),
  }),
  rowOf: ({ _id: id, name, role, registeredAt, deletedAt, revision }): User => ({
    ...{ id, name, role, registeredAt, deletedAt, revision },
  }),
};

export class MongoUsers extends ListedCollection<User, UserSort> implements UsersReadModel {
  constructor(connection: MongoConnection) {
    super(connection, SHAPE);
  }

  async list({ sort = 'name', ...options }: ListOptions<UserSort>): Promise<UserPage> {
    const { rows, next } = await this.page({ sort, ...options });
    return { users: rows, next };
  }

  async findNamed(search: string): Promise<readonly User[] | undefined> {
    const generation = await this.generations.toRead();
    const stored = await this.connection.use((db) =>
      generation
        .collection(db)
        .find(inLines('byName', search), { maxTimeMS: COMMAND_TIMEOUT_MS })
        .hint('by_any_name')
        .limit(MOST_NAMED + 1)
        .toArray(),
    );
    return stored.length > MOST_NAMED ? undefined : stored.map(SHAPE.rowOf);
  }
}
