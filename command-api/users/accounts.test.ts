import { randomUUID } from 'node:crypto';
import { RuleViolation, userNameStream, userStream } from '@energy/domain';
import { EngineUnavailable } from '@energy/engines';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Commands } from '../testing/commands.ts';
import { Killed, killedAfter } from '../testing/killed.ts';
import { Accounts } from './accounts.ts';
import { NAME_ABANDONED_AFTER_MS, NAME_USED_WITHIN_MS } from './user-names.ts';

const system = { actor: 'system' } as const;

let commands: Commands;
let later: Accounts;
beforeAll(async () => {
  commands = await Commands.start();
  const { eventStore, directory } = commands;
  later = new Accounts({
    eventStore,
    directory,
    now: () => Date.now() + NAME_ABANDONED_AFTER_MS + 1_000,
  });
});
afterAll(() => commands.stop());

/** The commands of a process that is killed when it has appended so often. */
function killedProcess(appends: number): Accounts {
  const { eventStore, directory } = commands;
  return new Accounts({ eventStore: killedAfter(appends, eventStore), directory, now: Date.now });
}

describe('a registration that is killed', () => {
  it.each([0, 1])(
    'after %i appends leaves no user, and a name that can be had again',
    async (appends) => {
      const [name, id] = [randomUUID(), randomUUID()];
      const killed = killedProcess(appends).register(id, { name, role: 'client' }, system);
      await expect(killed).rejects.toBeInstanceOf(Killed);
      expect(await commands.story(userStream(id))).toEqual([]);
      const next = await later.register(randomUUID(), { name, role: 'client' }, system);
      expect(next.state).toMatchObject({ status: 'Registered', name });
    },
  );

  it('holds the name for those who might still be at it', async () => {
    const [name, id] = [randomUUID(), randomUUID()];
    await killedProcess(1)
      .register(id, { name, role: 'client' }, system)
      .catch(() => undefined);
    const next = commands.accounts.register(randomUUID(), { name, role: 'client' }, system);
    await expect(next).rejects.toMatchObject({ rule: 'name-taken' });
  });

  it.each([0, 1])('after %i appends is done when it is sent again', async (appends) => {
    const [name, id] = [randomUUID(), randomUUID()];
    const context = { ...system, commandId: randomUUID(), correlationId: randomUUID() };
    const register = (accounts: Accounts) =>
      accounts.register(id, { name, role: 'client' }, context);
    await expect(register(killedProcess(appends))).rejects.toBeInstanceOf(Killed);
    expect((await register(commands.accounts)).revision).toBe(0);
    expect((await register(later)).revision).toBe(0);
    expect(await commands.accounts.names.holderOf(name)).toBe(id);
  });

  it('and goes on when its name is another’s by then, does nothing', async () => {
    const [name, id, other] = [randomUUID(), randomUUID(), randomUUID()];
    const context = { ...system, commandId: randomUUID(), correlationId: randomUUID() };
    const register = (accounts: Accounts) =>
      accounts.register(id, { name, role: 'client' }, context);
    await register(killedProcess(1)).catch(() => undefined);
    await later.register(other, { name, role: 'client' }, system);
    await expect(register(commands.accounts)).rejects.toMatchObject({ rule: 'name-taken' });
    expect(await commands.story(userStream(id))).toEqual([]);
    expect(await commands.accounts.names.holderOf(name)).toBe(other);
  });
});

describe('a registration that takes too long', () => {
  it('does not happen: its name may count as left behind by then', async () => {
    const [name, id] = [randomUUID(), randomUUID()];
    const times = [0, NAME_USED_WITHIN_MS + 1];
    const { eventStore, directory } = commands;
    const slow = new Accounts({
      eventStore,
      directory,
      now: () => Date.now() + (times.length > 1 ? times.shift()! : times[0]!),
    });
    const registration = slow.register(id, { name, role: 'client' }, system);
    await expect(registration).rejects.toBeInstanceOf(EngineUnavailable);
    expect(await commands.story(userStream(id))).toEqual([]);
  });
});

describe('a renaming that is killed', () => {
  // Takes the new name, renames, lets go of the old one.
  it.each([
    [0, 'before'],
    [1, 'before'],
    [2, 'after'],
  ])(
    'after %i appends leaves the user as it was %s, and the other name to others',
    async (appends, is) => {
      const [before, after] = [randomUUID(), randomUUID()];
      const id = await commands.registeredUser(before);
      const killed = killedProcess(appends).change(id, { name: after }, system);
      await expect(killed).rejects.toBeInstanceOf(Killed);
      const [kept, free] = is === 'before' ? [before, after] : [after, before];
      expect((await commands.accounts.find(id)).state).toMatchObject({ name: kept });
      const take = (name: string) => later.register(randomUUID(), { name, role: 'client' }, system);
      await expect(take(kept)).rejects.toBeInstanceOf(RuleViolation);
      expect((await take(free)).state).toMatchObject({ name: free });
    },
  );
});

describe('a deletion that is killed', () => {
  it('before the name is let go of leaves it to others at once', async () => {
    const name = randomUUID();
    const id = await commands.registeredUser(name);
    await expect(killedProcess(1).delete(id, system)).rejects.toBeInstanceOf(Killed);
    expect(await commands.story(userNameStream(name))).toEqual(['UserNameTaken']);
    const next = await commands.accounts.register(randomUUID(), { name, role: 'client' }, system);
    expect(next.state.status).toBe('Registered');
  });

  it('of an administrator, once decided, is carried out by whoever runs', async () => {
    const id = await commands.registeredUser(randomUUID(), 'administrator');
    await commands.directory.caughtUp();
    await expect(killedProcess(1).delete(id, system)).rejects.toBeInstanceOf(Killed);
    await expect
      .poll(() => commands.story(userStream(id)))
      .toEqual(['UserRegistered', 'UserDeleted']);
  });

  it('of an administrator who is changed in another way meanwhile is decided again', async () => {
    const id = await commands.registeredUser(randomUUID(), 'administrator');
    const { eventStore, directory } = commands;
    let isChanged = false;
    const interfering = {
      ...killedAfter(100, eventStore),
      append: async (...[stream, expected, events]: Parameters<typeof eventStore.append>) => {
        if (stream === userStream(id) && !isChanged) {
          isChanged = true;
          // Nothing, where the policies were faster to carry the decision out.
          const change = commands.accounts.recordPasswordChange(id, { reset: true }, system);
          await change.catch(() => undefined);
        }
        return eventStore.append(stream, expected, events);
      },
    };
    const accounts = new Accounts({ eventStore: interfering, directory, now: Date.now });
    await accounts.delete(id, system);
    const story = await commands.story(userStream(id));
    expect(story.filter((type) => type === 'UserDeleted')).toHaveLength(1);
    expect(story.at(-1)).toBe('UserDeleted');
  });
});
