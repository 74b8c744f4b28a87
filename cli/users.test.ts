import { Accounts } from '@energy/accounts';
import { Authentication, PasswordHasher } from '@energy/credentials';
import { type UserEvent, userStream } from '@energy/domain';
import type { StoredEvent } from '@energy/event-store';
import { evolveUser, type User } from '@energy/read-models';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Operator } from './testing/operator.ts';

const ADA = 'a0000000-0000-4000-8000-00000000000a';
const BOB = 'b0000000-0000-4000-8000-00000000000b';
const NOBODY = '00000000-0000-4000-8000-000000000000';
const ONE_TIME = /^([2-9a-hjkmnp-z]{5}-){3}[2-9a-hjkmnp-z]{5}\n$/;
const context = { actor: 'system' } as const;

let operator: Operator;
const energy = (...args: string[]) => operator.energy(...args);

beforeEach(async () => {
  operator = new Operator();
  await operator.withEventStore(async (store) => {
    const accounts = new Accounts(store);
    await accounts.register(ADA, { name: 'Ada Lovelace', role: 'administrator' }, context);
    await accounts.register(BOB, { name: 'Bob', role: 'client' }, context);
  });
});

afterEach(() => operator.leave());

/** Signs in with a password; resolves to a falsy value if the password is wrong. */
async function signIn(userId: string, password: string) {
  return operator.withCredentials(async (credentials) => {
    const started = await new Authentication(credentials, new PasswordHasher()).signIn(
      userId,
      password.trim(),
    );
    return started && { mustChange: started.mustChange };
  });
}

async function history(userId: string) {
  return operator.withEventStore(async (store) =>
    (await Array.fromAsync(store.readStream(userStream(userId)))).map(
      ({ type, data, metadata }) => ({ type, data, actor: metadata.actor }),
    ),
  );
}

/** Projects the users' events, as the projector does. */
async function projected(): Promise<void> {
  const users = new Map<string, User>();
  const head = await operator.withEventStore(async (store) => {
    for await (const event of store.readAll({ prefixes: ['user-'] })) {
      const stored = event as unknown as StoredEvent<UserEvent>;
      users.set(event.stream, evolveUser(users.get(event.stream), stored)!);
    }
    return store.head();
  });
  await operator.withReadModels((models) => models.users.store([...users.values()], head));
}

describe('resetting a password', () => {
  it.each([
    ['the name', 'Ada Lovelace'],
    ['the name in another case', 'ada LOVELACE'],
    ['the id', ADA],
    ['the id in capitals', ADA.toUpperCase()],
  ])('by %s prints a one-time password, and nothing else, once', async (_, user) => {
    const { code, out, said } = await energy('users', 'reset-password', user);
    expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(ONE_TIME) });
    expect(said).toContain(`Ada Lovelace (administrator, ${ADA}) signs in with this one-time`);
    expect(said).not.toContain(out.trim());
    expect(await signIn(ADA, out)).toEqual({ mustChange: true });
  });

  it('ends every session, and is recorded without the password', async () => {
    const { out: first } = await energy('users', 'reset-password', 'Bob');
    await signIn(BOB, first);
    const { out: second } = await energy('users', 'reset-password', 'Bob');
    expect(await operator.withCredentials((store) => store.sessionsOf(BOB))).toEqual([]);
    expect(await signIn(BOB, first)).toBeUndefined();
    expect(await signIn(BOB, second)).toEqual({ mustChange: true });
    const recorded = { type: 'UserPasswordChanged', data: { reset: true }, actor: 'system' };
    expect((await history(BOB)).slice(1)).toEqual([recorded, recorded]);
    expect(JSON.stringify(await history(BOB))).not.toContain(second.trim());
  });

  it('finds a user whose name looks like an id', async () => {
    await operator.withEventStore((store) =>
      new Accounts(store).register(
        NOBODY,
        { name: ADA.replace('a0', 'c0'), role: 'client' },
        context,
      ),
    );
    const { said } = await energy('users', 'reset-password', ADA.replace('a0', 'c0'));
    expect(said).toContain(`(client, ${NOBODY})`);
  });
});

describe('adding an administrator', () => {
  it('registers one, with a one-time password', async () => {
    const { code, out, said } = await energy('users', 'add-administrator', ' Grace ');
    expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(ONE_TIME) });
    const id = /Grace \(administrator, (\S+)\)/.exec(said)![1]!;
    expect(await signIn(id, out)).toEqual({ mustChange: true });
    expect(await history(id)).toEqual([
      {
        type: 'UserRegistered',
        data: { name: 'Grace', role: 'administrator' },
        actor: 'system',
      },
      { type: 'UserPasswordChanged', data: { reset: true }, actor: 'system' },
    ]);
  });
});

describe('the list of users', () => {
  it('says what each signs in with', async () => {
    const { out: password } = await energy('users', 'reset-password', ADA);
    await operator.withCredentials((credentials) =>
      new Authentication(credentials, new PasswordHasher()).changePassword({
        userId: ADA,
        userName: 'Ada Lovelace',
        currentPassword: password.trim(),
        newPassword: 'candlelight reading',
      }),
    );
    await energy('users', 'add-administrator', 'Grace');
    await projected();
    const { code, out, said } = await energy('users', 'list');
    expect({ code, said }).toEqual({ code: 0, said: '' });
    expect(out.replace(/^\S{36}/gm, 'ID')).toBe(
      'ID  administrator  password           Ada Lovelace\n' +
        'ID  client         nothing            Bob\n' +
        'ID  administrator  one-time password  Grace\n',
    );
    const json = (await energy('users', 'list', '--json')).out.trim().split('\n');
    expect(json.map((line) => JSON.parse(line))).toMatchObject([
      { id: ADA, name: 'Ada Lovelace', role: 'administrator', signIn: 'password' },
      { id: BOB, name: 'Bob', role: 'client', signIn: 'nothing' },
      { name: 'Grace', signIn: 'one-time password' },
    ]);
  });

  it('is empty where nobody is registered', async () => {
    expect(await energy('users', 'list')).toEqual({ code: 0, out: '', said: '' });
  });
});

describe('what makes no sense', () => {
  it.each([
    [['reset-password'], "missing required argument 'user'"],
    [['add-administrator', 'BOB'], 'Another user is called "Bob".'],
    [['add-administrator', '  '], 'The name must be one line'],
    [['delete', 'Bob'], 'unknown command'],
  ])('%j is refused with a sentence, and changes nothing', async (args, sentence) => {
    const { code, out, said } = await energy('users', ...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(said).toContain(sentence);
    expect(said).not.toContain('    at ');
    expect(await history(BOB)).toHaveLength(1);
  });

  it.each(['Nobody', NOBODY, ''])('reports that there is no user "%s"', async (named) => {
    const { code, out, said } = await energy('users', 'reset-password', named);
    expect({ code, out }).toEqual({ code: 3, out: '' });
    expect(said).toBe(`There is no user with the name or id "${named}".\n`);
  });

  it('says when the credential store is away, before anything is changed', async () => {
    operator.environment.CREDENTIALS_URL = `sqlite:${operator.folder}`;
    const { code, said } = await energy('users', 'reset-password', 'Bob');
    expect(code).toBe(1);
    expect(said).toContain(operator.folder);
    expect(await history(BOB)).toHaveLength(1);
  });
});
