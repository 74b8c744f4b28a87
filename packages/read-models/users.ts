import { type UserEvent, type UserRole, userIdOf } from '@energy/domain';
import type { StoredEvent } from '@energy/event-store';
import type { Attributes } from './attributes.ts';
import type { ListOptions } from './listing.ts';
import type { ProjectedRows } from './projected-rows.ts';

/** A user account as it stands: what its events add up to. */
export interface User {
  readonly id: string;
  /** What the user signs in with, as they write it. */
  readonly name: string;
  readonly role: UserRole;
  /** ISO 8601, UTC. */
  readonly registeredAt: string;
  /** When it was deleted (ISO 8601, UTC); `undefined` while it may be used. */
  readonly deletedAt: string | undefined;
  /** The revision of the last event applied. */
  readonly revision: number;
}

/** How a user is stored. */
export const USER_ATTRIBUTES: Attributes<User> = {
  id: 'text',
  name: 'text',
  role: 'text',
  registeredAt: 'text',
  deletedAt: 'optional text',
  revision: 'integer',
};

export type UserSort = 'name' | 'role' | 'registeredAt';

export interface UserPage {
  readonly users: readonly User[];
  /** Where the next page starts (to be given as `after`); `undefined` on the last one. */
  readonly next: string | undefined;
}

/** The read model of users. All methods throw EngineUnavailable while the engine is away. */
export interface UsersReadModel extends ProjectedRows<User> {
  /** A user. Whoever was deleted is found as well, and says since when. */
  find(id: string): Promise<User | undefined>;

  /**
   * The users who were not deleted, by name where nothing else is said. A search looks at the name
   * and, by at least its first four characters, the id.
   *
   * @throws InvalidCursor where `after` comes from a list in another order
   */
  list(options: ListOptions<UserSort>): Promise<UserPage>;

  /**
   * The users, deleted ones included, in whose name every one of these words is found, in no order;
   * `undefined` where there may be more than two thousand of them.
   */
  findNamed(search: string): Promise<readonly User[] | undefined>;
}

/** A user after one more of its events; unchanged where that event was applied before. */
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
