import type { Decider } from './decider.ts';
import { RuleViolation } from './decider.ts';
import { userName } from './user-name.ts';

/** Stream `user-<id>`: one account, from its registration on. Passwords and their hashes never. */
export type UserEvent =
  | { readonly type: 'UserRegistered'; readonly data: UserRegistration }
  | { readonly type: 'UserRenamed'; readonly data: { readonly name: string } }
  | { readonly type: 'UserRoleChanged'; readonly data: { readonly role: UserRole } }
  | { readonly type: 'UserPasswordChanged'; readonly data: PasswordChange }
  | { readonly type: 'UserDeleted'; readonly data: Record<string, never> };

/** Administrators manage users and devices; clients own devices and see what is theirs. */
export type UserRole = 'administrator' | 'client';

export const USER_ROLES: readonly UserRole[] = ['administrator', 'client'];

export interface UserRegistration {
  /** The login name; see `userName` for its rules. */
  readonly name: string;
  readonly role: UserRole;
}

export interface PasswordChange {
  /** True where an administrator or operator set a one-time password. */
  readonly reset: boolean;
}

export type UserState =
  | { readonly status: 'Unregistered' }
  | ({ readonly status: 'Registered' } & UserRegistration)
  | { readonly status: 'Deleted' };

interface AdministratorCount {
  /** The number of administrators without this user. */
  readonly otherAdministrators: number;
}

export type UserCommand =
  | { readonly type: 'RegisterUser'; readonly data: UserRegistration }
  | { readonly type: 'RenameUser'; readonly data: { readonly name: string } }
  | {
      readonly type: 'ChangeUserRole';
      readonly data: AdministratorCount & {
        readonly role: UserRole;
        readonly ownedDevices: number;
      };
    }
  | { readonly type: 'RecordPasswordChange'; readonly data: PasswordChange }
  | { readonly type: 'DeleteUser'; readonly data: AdministratorCount };

export const userDecider: Decider<UserCommand, UserEvent, UserState> = {
  initialState: { status: 'Unregistered' },
  decide,
  evolve,
};

/** The prefix of all user streams. */
export const USER_STREAMS = 'user-';
export const userStream = (id: string): string => USER_STREAMS + id;
export const userIdOf = (stream: string): string => stream.slice(USER_STREAMS.length);

function decide(command: UserCommand, state: UserState): readonly UserEvent[] {
  switch (command.type) {
    case 'RegisterUser':
      return register(command.data, state);
    case 'RenameUser':
      return rename(command.data.name, registeredUser(state));
    case 'ChangeUserRole':
      return changeRole(command.data, registeredUser(state));
    case 'RecordPasswordChange':
      registeredUser(state);
      return [{ type: 'UserPasswordChanged', data: { reset: command.data.reset } }];
    case 'DeleteUser':
      return remove(command.data, state);
    default:
      return command satisfies never;
  }
}

function evolve(state: UserState, event: UserEvent): UserState {
  switch (event.type) {
    case 'UserRegistered':
      return { status: 'Registered', ...event.data };
    case 'UserRenamed':
    case 'UserRoleChanged':
      return state.status === 'Registered' ? { ...state, ...event.data } : state;
    case 'UserPasswordChanged':
      return state;
    case 'UserDeleted':
      return { status: 'Deleted' };
    default:
      return event satisfies never;
  }
}

function register({ name, role }: UserRegistration, state: UserState): readonly UserEvent[] {
  if (state.status !== 'Unregistered') {
    throw new RuleViolation('user-already-registered', 'A user with this id exists already.');
  }
  return [{ type: 'UserRegistered', data: { name: userName(name), role: knownRole(role) } }];
}

function rename(newName: string, user: UserRegistration): readonly UserEvent[] {
  if (newName.trim() === user.name) return [];
  return [{ type: 'UserRenamed', data: { name: userName(newName) } }];
}

function changeRole(
  change: AdministratorCount & { readonly role: UserRole; readonly ownedDevices: number },
  user: UserRegistration,
): readonly UserEvent[] {
  const role = knownRole(change.role);
  if (role === user.role) return [];
  if (role === 'administrator') refuseOwner(change.ownedDevices);
  else refuseLastAdministrator(change);
  return [{ type: 'UserRoleChanged', data: { role } }];
}

function remove(others: AdministratorCount, state: UserState): readonly UserEvent[] {
  if (state.status === 'Deleted') return [];
  const user = registeredUser(state);
  if (user.role === 'administrator') refuseLastAdministrator(others);
  return [{ type: 'UserDeleted', data: {} }];
}

/** @throws RuleViolation where the user does not exist or was deleted */
export function registeredUser(state: UserState, field?: string): UserRegistration {
  switch (state.status) {
    case 'Registered':
      return state;
    case 'Unregistered':
      throw new RuleViolation('user-not-found', 'There is no user with this id.', field);
    case 'Deleted':
      throw new RuleViolation('user-deleted', 'The user was deleted for good.', field);
    default:
      return state satisfies never;
  }
}

function refuseOwner(ownedDevices: number): void {
  if (ownedDevices === 0) return;
  throw new RuleViolation(
    'owns-devices',
    `The user owns devices (${ownedDevices}), which only a client may; unassign them first.`,
    'role',
  );
}

function refuseLastAdministrator({ otherAdministrators }: AdministratorCount): void {
  if (otherAdministrators > 0) return;
  throw new RuleViolation(
    'last-administrator',
    'The user is the last administrator; make another one first.',
  );
}

function knownRole(role: UserRole): UserRole {
  if (USER_ROLES.includes(role)) return role;
  throw new RuleViolation(
    'unknown-role',
    `The role must be one of: ${USER_ROLES.join(', ')}.`,
    'role',
  );
}
