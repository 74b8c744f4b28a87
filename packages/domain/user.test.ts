import { describe, expect, it } from 'vitest';
import { type UserCommand, type UserEvent, type UserRole, userDecider } from './user.ts';

const registered = (role: UserRole): UserEvent => ({
  type: 'UserRegistered',
  data: { name: 'Ann', role },
});
const client = registered('client');
const administrator = registered('administrator');
const deleted: UserEvent = { type: 'UserDeleted', data: {} };

const register = (data: { name?: string; role?: string } = {}) =>
  ({ type: 'RegisterUser', data: { name: 'Ann', role: 'client', ...data } }) as UserCommand;
const rename = (name: string): UserCommand => ({ type: 'RenameUser', data: { name } });
const changeRole = (
  role: UserRole,
  { ownedDevices = 0, otherAdministrators = 1 } = {},
): UserCommand => ({ type: 'ChangeUserRole', data: { role, ownedDevices, otherAdministrators } });
const deletion = ({ otherAdministrators = 1 } = {}): UserCommand => ({
  type: 'DeleteUser',
  data: { otherAdministrators },
});
const recordPasswordChange = (reset: boolean): UserCommand => ({
  type: 'RecordPasswordChange',
  data: { reset },
});

function given(...events: UserEvent[]) {
  const state = events.reduce(userDecider.evolve, userDecider.initialState);
  return { when: (command: UserCommand) => userDecider.decide(command, state) };
}

const violation = (rule: string, field?: string) => expect.objectContaining({ rule, field });

describe('registering a user', () => {
  it('registers a client or an administrator', () => {
    expect(given().when(register())).toEqual([client]);
    expect(given().when(register({ role: 'administrator' }))).toEqual([administrator]);
  });

  it('trims the name', () => {
    expect(given().when(register({ name: ' Ann ' }))).toEqual([client]);
  });

  it('happens once', () => {
    const again = violation('user-already-registered');
    expect(() => given(client).when(register())).toThrow(again);
    expect(() => given(client, deleted).when(register())).toThrow(again);
  });

  it('refuses a senseless name or role', () => {
    expect(() => given().when(register({ name: ' ' }))).toThrow(violation('invalid-name', 'name'));
    expect(() => given().when(register({ role: 'root' }))).toThrow(
      violation('unknown-role', 'role'),
    );
  });
});

describe('renaming a user', () => {
  it('gives the user another name', () => {
    expect(given(client).when(rename(' Anna'))).toEqual([
      { type: 'UserRenamed', data: { name: 'Anna' } },
    ]);
  });

  it('may change the case alone', () => {
    expect(given(client).when(rename('ANN'))).toHaveLength(1);
  });

  it('makes no event of the name that the user has', () => {
    const renamed: UserEvent = { type: 'UserRenamed', data: { name: 'Anna' } };
    expect(given(client).when(rename('Ann '))).toEqual([]);
    expect(given(client, renamed).when(rename('Anna'))).toEqual([]);
    expect(given(client, renamed).when(rename('Ann'))).toHaveLength(1);
  });

  it('refuses a senseless name', () => {
    expect(() => given(client).when(rename('x\ny'))).toThrow(violation('invalid-name', 'name'));
  });
});

describe('changing a role', () => {
  const promoted: UserEvent = { type: 'UserRoleChanged', data: { role: 'administrator' } };
  const demoted: UserEvent = { type: 'UserRoleChanged', data: { role: 'client' } };

  it('makes a client an administrator, and an administrator a client', () => {
    expect(given(client).when(changeRole('administrator'))).toEqual([promoted]);
    expect(given(administrator).when(changeRole('client'))).toEqual([demoted]);
    expect(given(client, promoted).when(changeRole('client'))).toEqual([demoted]);
  });

  it('makes no event of the role that the user has', () => {
    expect(given(client).when(changeRole('client', { ownedDevices: 2 }))).toEqual([]);
    const last = changeRole('administrator', { otherAdministrators: 0 });
    expect(given(administrator).when(last)).toEqual([]);
  });

  it('keeps a client who owns devices a client', () => {
    const owner = changeRole('administrator', { ownedDevices: 2 });
    expect(() => given(client).when(owner)).toThrow(violation('owns-devices', 'role'));
  });

  it('keeps the last administrator one', () => {
    const last = changeRole('client', { otherAdministrators: 0 });
    expect(() => given(administrator).when(last)).toThrow(violation('last-administrator'));
  });

  it('refuses a role that there is not', () => {
    const senseless = changeRole('root' as UserRole);
    expect(() => given(client).when(senseless)).toThrow(violation('unknown-role', 'role'));
  });
});

describe('recording that a password was changed', () => {
  it.each([true, false])('says whether somebody else reset it: %s', (reset) => {
    expect(given(client).when(recordPasswordChange(reset))).toEqual([
      { type: 'UserPasswordChanged', data: { reset } },
    ]);
  });

  it('records every change', () => {
    const changed: UserEvent = { type: 'UserPasswordChanged', data: { reset: false } };
    expect(given(client, changed).when(recordPasswordChange(false))).toEqual([changed]);
  });
});

describe('deleting a user', () => {
  it('ends the account', () => {
    expect(given(client).when(deletion())).toEqual([deleted]);
    expect(given(client).when(deletion({ otherAdministrators: 0 }))).toEqual([deleted]);
    expect(given(administrator).when(deletion({ otherAdministrators: 1 }))).toEqual([deleted]);
  });

  it('changes nothing the second time', () => {
    expect(given(client, deleted).when(deletion())).toEqual([]);
  });

  it('leaves the last administrator', () => {
    const last = deletion({ otherAdministrators: 0 });
    expect(() => given(administrator).when(last)).toThrow(violation('last-administrator'));
  });

  it('is for good, whatever comes after it', () => {
    const late: UserEvent = { type: 'UserRenamed', data: { name: 'Anna' } };
    expect(() => given(client, deleted, late).when(rename('Bea'))).toThrow(
      violation('user-deleted'),
    );
  });
});

it.each([rename('Bea'), changeRole('client'), recordPasswordChange(false), deletion()])(
  '$type needs a user',
  (command) => {
    expect(() => given().when(command)).toThrow(violation('user-not-found'));
    if (command.type === 'DeleteUser') return;
    expect(() => given(client, deleted).when(command)).toThrow(violation('user-deleted'));
  },
);
