import type { EmbeddedDatabase } from '@energy/engines';
import { hasWords, searchText } from '../search-text.ts';
import {
  USER_ATTRIBUTES,
  type User,
  type UserListOptions,
  type UserPage,
  type UserSort,
  type UsersReadModel,
} from '../users.ts';
import { Columns } from './columns.ts';
import { ListedTable, type ListedTableOf, type TableFilter } from './listed-table.ts';

/** `any_name` and `by_name` are the searchable name; `by_name` is null in deleted users. */
export const USERS_TABLE: ListedTableOf<User, UserSort> = {
  name: 'users_3',
  columns: new Columns(USER_ATTRIBUTES),
  derived: { by_name: 'TEXT', any_name: 'TEXT NOT NULL' },
  text: 'any_name',
  textIndex: 'by_any_name',
  indexes: {
    by_id: '(id)',
    by_name: '(by_name, id) WHERE by_name IS NOT NULL',
    by_role: '(role, id, by_name) WHERE by_name IS NOT NULL',
    by_registration: '(registered_at, id, by_name) WHERE by_name IS NOT NULL',
    by_any_name: '(any_name)',
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
  derive: ({ name, deletedAt }) => {
    const searchable = searchText(name);
    return { by_name: deletedAt === undefined ? searchable : null, any_name: searchable };
  },
};

const WITH_ROLE: Omit<TableFilter, 'parameters'> = {
  condition: 'role = ?',
  index: 'by_role',
  text: 'by_name',
  canFindMost: true,
};

export class SqliteUsers extends ListedTable<User, UserSort> implements UsersReadModel {
  constructor(db: EmbeddedDatabase) {
    super(db, USERS_TABLE);
  }

  async list({ sort = 'name', role, ...options }: UserListOptions): Promise<UserPage> {
    const filter = role && { ...WITH_ROLE, parameters: [role] };
    const { rows, next } = this.page({ sort, ...options }, filter);
    return { users: rows, next };
  }

  async findNamed(search: string): Promise<readonly User[] | undefined> {
    return this.findMatching(search)?.filter(({ name }) => hasWords(name, search));
  }
}
