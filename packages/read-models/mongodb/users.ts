import { COMMAND_TIMEOUT_MS, type MongoConnection } from '@energy/engines/mongodb';
import { searchText } from '../search-text.ts';
import {
  USER_ATTRIBUTES,
  type User,
  type UserListOptions,
  type UserPage,
  type UserSort,
  type UsersReadModel,
} from '../users.ts';
import {
  containsWords,
  ListedCollection,
  type ListedShape,
  listIndex,
  sortKey,
  startsWithLine,
} from './listed-collection.ts';

const MAX_FOUND_USERS = 2_000;

const SHAPE: ListedShape<User, UserSort> = {
  name: 'users_1',
  attributes: USER_ATTRIBUTES,
  indexes: [
    listIndex('by_name', { byName: 1 }),
    listIndex('by_role', { byRole: 1, byName: 1 }),
    listIndex('by_registration', { byRegistration: 1, byName: 1 }),
    // Includes deleted users.
    { name: 'by_any_name', key: { byName: 1, _id: 1 } },
  ],
  orders: {
    name: { field: 'byName', index: 'by_name', text: 'byName' },
    role: { field: 'byRole', index: 'by_role', text: 'byName' },
    registeredAt: { field: 'byRegistration', index: 'by_registration', text: 'byName' },
  },
  derive: ({ id, name, role, registeredAt, deletedAt }) => ({
    ...(deletedAt === undefined && { listed: true }),
    byName: sortKey(id, searchText(name)),
    byRole: sortKey(id, role),
    byRegistration: sortKey(id, registeredAt),
  }),
};

export class MongoUsers extends ListedCollection<User, UserSort> implements UsersReadModel {
  constructor(connection: MongoConnection) {
    super(connection, SHAPE);
  }

  async list({ sort = 'name', role, ...options }: UserListOptions): Promise<UserPage> {
    const filter = role && { condition: { byRole: startsWithLine(role) }, index: 'by_role' };
    const { rows, next } = await this.page({ sort, ...options }, filter);
    return { users: rows, next };
  }

  async findNamed(search: string): Promise<readonly User[] | undefined> {
    const generation = await this.generations.forReading();
    const stored = await this.connection.use((db) =>
      generation
        .collection(db)
        .find(containsWords('byName', search), { maxTimeMS: COMMAND_TIMEOUT_MS })
        .hint('by_any_name')
        .limit(MAX_FOUND_USERS + 1)
        .toArray(),
    );
    if (stored.length > MAX_FOUND_USERS) return undefined;
    return stored.map((document) => generation.toRow(document));
  }
}
