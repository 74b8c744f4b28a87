import type { UserRole } from '@energy/domain';
import type { EmbeddedDatabase } from '@energy/engines';
import type { ListOptions } from '../listing.ts';
import { searchText } from '../search-text.ts';
import type { User, UserPage, UserSort, UsersReadModel } from '../users.ts';
import { ListedTable, type ListedTableOf } from './listed-table.ts';

/** `by_name` is the name as it is searched; null in users who were deleted. */
export const USERS_TABLE: ListedTableOf<User, UserSort> = {
  name: 'users_1',
  schema: `
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    registered_at TEXT NOT NULL,
    deleted_at TEXT,
    revision INTEGER NOT NULL,
    by_name TEXT
  `,
  text: 'by_name',
  textIndex: 'by_name',
  columns: ['id', 'name', 'role', 'registered_at', 'deleted_at', 'revision'],
  texts: ['by_name'],
  indexes: {
    by_id: '(id)',
    by_name: '(by_name, id) WHERE by_name IS NOT NULL',
    by_role: '(role, id, by_name) WHERE by_name IS NOT NULL',
    by_registration: '(registered_at, id, by_name) WHERE by_name IS NOT NULL',
  },
  orders: {
    name: { column: 'by_name', type: 'string', index: 'by_name', text: 'by_name' },
    role: { column: 'role', type: 'string', index: 'by_role', text: 'by_name' },
    registeredAt: {
      column: 'registered_at',
      type: 'string',
      index: 'by_registration',
      text: 'by_name',
    },
  },
  values: (user) => ({
    id: user.id,
    name: user.name,
    role: user.role,
    registered_at: user.registeredAt,
    deleted_at: user.deletedAt ?? null,
    revision: user.revision,
    by_name: user.deletedAt === undefined ? searchText(user.name) : null,
  }),
  rowOf: ([id, name, role, registeredAt, deletedAt, revision]) => ({
    id: id as string,
    name: name as string,
    role: role as UserRole,
    registeredAt: registeredAt as string,
    deletedAt: (deletedAt as string | null) ?? undefined,
    revision: revision as number,
  }),
};

export class SqliteUsers extends ListedTable<User, UserSort> implements UsersReadModel {
  constructor(db: EmbeddedDatabase) {
    super(db, USERS_TABLE);
  }

  async list({ sort = 'name', ...options }: ListOptions<UserSort>): Promise<UserPage> {
    const { rows, next } = this.page({ sort, ...options });
    return { users: rows, next };
  }
}
