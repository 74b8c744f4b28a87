import { randomUUID } from 'node:crypto';
import {
  Authentication,
  type CredentialStore,
  openCredentialStore,
  PasswordHasher,
} from '@energy/credentials';
import { userDecider, userStream } from '@energy/domain';
import { EngineUnavailable } from '@energy/engines';
import { type EventStore, handleCommand, openEventStore } from '@energy/event-store';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Accounts } from './accounts.ts';
import { Passwords } from './passwords.ts';
import { Killed, killedAfter } from './testing/killed.ts';

const hasher = new PasswordHasher({ memory: 8, passes: 1, parallelism: 1 });
const CHOSEN = 'candlelight reading';
const system = { actor: 'system' } as const;

let eventStore: EventStore;
let credentials: CredentialStore;
let authentication: Authentication;
let passwords: Passwords;
let userId: string;
const warned: string[] = [];
const log = { info() {}, warn: (line: string) => warned.push(line) };

beforeEach(async () => {
  eventStore = openEventStore('sqlite::memory:', log);
  credentials = openCredentialStore('sqlite::memory:');
  authentication = new Authentication(credentials, hasher);
  passwords = passwordsOn(eventStore);
  userId = randomUUID();
  warned.length = 0;
  await new Accounts(eventStore).register(userId, { name: 'Ada', role: 'client' }, system);
});

afterEach(async () => {
  await eventStore.close();
  await credentials.close();
});

const passwordsOn = (store: EventStore) =>
  new Passwords({ eventStore: store, credentials, authentication, log });

/** An event store that can’t be written at the moment. */
const away = (): EventStore => ({
  ...killedAfter(0, eventStore),
  append: async () => {
    throw new EngineUnavailable('the event store is away');
  },
});

async function history() {
  const events = await Array.fromAsync(eventStore.readStream(userStream(userId)));
  return events.map(({ type, data, metadata }) => ({ type, data, metadata }));
}

const changed = (reset: boolean, actor: unknown = 'system') => ({
  type: 'UserPasswordChanged',
  data: { reset },
  metadata: expect.objectContaining({ actor }),
});

describe('resetting a password', () => {
  it('gives a one-time password, and is recorded where it says', async () => {
    const { oneTimePassword, position } = await passwords.reset(userId, system);
    expect(await authentication.signIn(userId, oneTimePassword)).toMatchObject({
      mustChange: true,
    });
    expect((await history()).slice(1)).toEqual([changed(true)]);
    expect(position).toBe(await eventStore.head());
    expect(await credentials.unrecordedChanges()).toEqual([]);
  });

  it('is for users who are there', async () => {
    await expect(passwords.reset(randomUUID(), system)).rejects.toMatchObject({
      rule: 'user-not-found',
    });
    const command = { type: 'DeleteUser', data: { otherAdministrators: 1 } } as const;
    await handleCommand({
      eventStore,
      decider: userDecider,
      stream: userStream(userId),
      command,
      context: system,
    });
    await expect(passwords.reset(userId, system)).rejects.toMatchObject({ rule: 'user-deleted' });
    expect(await credentials.findPassword(userId)).toBeUndefined();
  });

  it('at a revision that was named happens once, however many do it at once', async () => {
    const resets = await Promise.allSettled(
      Array.from({ length: 5 }, () => passwords.reset(userId, { ...system, expectedRevision: 0 })),
    );
    const done = resets.filter(({ status }) => status === 'fulfilled');
    expect(done).toHaveLength(1);
    expect(await history()).toHaveLength(2);
  });
});

describe('a change of a password', () => {
  const choose = (by: Passwords, currentPassword: string) => {
    const chosen = { userId, userName: 'Ada', currentPassword, newPassword: CHOSEN };
    const actor = { userId, role: 'client' };
    return by.choose(chosen, { actor, correlationId: 'c' });
  };

  it('that meets with no event store is made, and recorded when there is one', async () => {
    const { oneTimePassword } = await passwords.reset(userId, system);
    const { started, position } = await choose(passwordsOn(away()), oneTimePassword);
    expect(started).toBeDefined();
    expect(position).toBeUndefined();
    expect(warned).toEqual([expect.stringContaining('will be stored later')]);
    expect(await history()).toHaveLength(2);
    await Promise.all([passwords.recordOutstanding(), passwords.recordOutstanding()]);
    expect((await history()).slice(2)).toEqual([changed(false, { userId, role: 'client' })]);
    expect(await credentials.unrecordedChanges()).toEqual([]);
    await passwords.recordOutstanding();
    expect(await history()).toHaveLength(3);
  });

  it('whose maker is killed before or after it is recorded is recorded once', async () => {
    await expect(
      passwordsOn(killedAfter(0, eventStore)).reset(userId, system),
    ).rejects.toBeInstanceOf(Killed);
    vi.spyOn(credentials, 'changeRecorded').mockRejectedValueOnce(new Killed());
    await expect(passwords.reset(userId, system)).rejects.toBeInstanceOf(Killed);
    expect(await credentials.unrecordedChanges()).toHaveLength(2);
    await passwords.recordOutstanding();
    expect((await history()).slice(1)).toEqual([changed(true), changed(true)]);
    expect(await credentials.unrecordedChanges()).toEqual([]);
  });

  it('that did not happen is not recorded', async () => {
    await passwords.reset(userId, system);
    await expect(choose(passwords, 'a wrong one')).rejects.toMatchObject({
      rule: 'wrong-password',
    });
    await passwords.recordOutstanding();
    expect(await history()).toHaveLength(2);
  });

  it('of a user who has been deleted since leaves nothing', async () => {
    await passwordsOn(away()).reset(userId, system);
    const command = { type: 'DeleteUser', data: { otherAdministrators: 1 } } as const;
    await handleCommand({
      eventStore,
      decider: userDecider,
      stream: userStream(userId),
      command,
      context: system,
    });
    await passwords.recordOutstanding();
    expect(await credentials.findPassword(userId)).toBeUndefined();
    expect(await credentials.unrecordedChanges()).toEqual([]);
  });
});
