import { type UserEvent, type UserRole, userIdOf } from '@energy/domain';
import type { StoredEvent } from '@energy/event-store';
import type { Attributes } from './attributes.ts';
import type { ListOptions } from './listing.ts';
import type { ProjectedRows } from './projected-rows.ts';

/** A user account: the fold of its stream. */
export interface User {
  readonly id: string;
  /** The login name as it was entered. */
  readonly name: string;
  readonly role: UserRole;
  /** ISO 8601, UTC. */
  readonly registeredAt: string;
  /** Time of deletion (ISO 8601, UTC); `undefined` for an active account. */
  readonly deletedAt: string | undefined;
  /** The revision of the last event applied. */
  readonly revision: number;
}

export const USER_ATTRIBUTES: Attributes<User> = {
  id: 'text',
  name: 'text',
  role: 'text',
  registeredAt: 'text',
  deletedAt: 'optional text',
  revision: 'integer',
};

export type UserSort = 'name' | 'role' | 'registeredAt';

export interface UserListOptions extends ListOptions<UserSort> {
  /** Only the users with this role. */
  readonly role?: UserRole | undefined;
}

export interface UserPage {
  readonly users: readonly User[];
  /** The `after` of the next page; `undefined` on the last one. */
  readonly next: string | undefined;
}

/** The read model of users. All methods throw EngineUnavailable. */
export interface UsersReadModel extends ProjectedRows<User> {
  /** Finds a user, also a deleted one. */
  find(id: string): Promise<User | undefined>;

  /**
   * Lists the users who are not deleted, by default by name. A search covers the name and the start of the id (four
   * characters at least).
   *
   * @throws InvalidCursor
   */
  list(options: UserListOptions): Promise<UserPage>;

  /**
   * Finds the users, deleted ones included, whose name contains every word, in no order; `undefined` if there may
   * be more than 2,000.
   */
  findNamed(search: string): Promise<readonly User[] | undefined>;
}

/** Applies an event to a user; returns the same user for an event that it contains already. */
export function evolveUser(
  user: User | undefined,
  event: StoredEvent<UserEvent>,
): User | undefined {
  const { revision } = event;
  if (user && revision <= user.revision) return user;
  switch (event.type) {
    case 'UserRegistered': {
      const { name, role } = event.data;
      return {
        id: userIdOf(event.stream),
        name,
        role,
        registeredAt: event.recordedAt,
        deletedAt: undefined,
        revision,
      };
    }
    case 'UserRenamed':
      return user && { ...user, name: event.data.name, revision };
    case 'UserRoleChanged':
      return user && { ...user, role: event.data.role, revision };
    case 'UserPasswordChanged':
      return user && { ...user, revision };
    case 'UserDeleted':
      return user && { ...user, deletedAt: event.recordedAt, revision };
    default:
      event satisfies never;
      return user;
  }
}
