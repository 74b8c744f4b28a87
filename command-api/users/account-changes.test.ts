import { randomUUID } from 'node:crypto';
import { Accounts, NAME_ABANDONED_AFTER_MS } from '@energy/accounts';
import { Killed, killedAfter } from '@energy/accounts/testing';
import { RuleViolation, userNameStream, userStream } from '@energy/domain';
import type { EventStore } from '@energy/event-store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Commands } from '../testing/commands.ts';
import { AccountChanges } from './account-changes.ts';

const system = { actor: 'system' } as const;

let commands: Commands;
let later: Accounts;
beforeAll(async () => {
  commands = await Commands.start();
  const now = () => Date.now() + NAME_ABANDONED_AFTER_MS + 1_000;
  later = new Accounts(commands.eventStore, { now });
});
afterAll(() => commands.stop());

/** The commands of a process that uses another event store. */
function changesOn(eventStore: EventStore): AccountChanges {
  const { ownershipIndex } = commands;
  return new AccountChanges({ eventStore, accounts: new Accounts(eventStore), ownershipIndex });
}

/** The commands of a process that is killed when it has appended so often. */
function killedProcess(appends: number): AccountChanges {
  return changesOn(killedAfter(appends, commands.eventStore));
}

describe('a renaming that is killed', () => {
  // Takes the new name, renames, lets go of the old one.
  it.each([
    [0, 'before'],
    [1, 'before'],
    [2, 'after'],
  ])(
    'after %i appends leaves the user as it was %s, and the other name to others',
    async (appends, is) => {
      const before = randomUUID();
      const after = randomUUID();
      const id = await commands.registeredUser(before);
      const killed = killedProcess(appends).change(id, { name: after }, system);
      await expect(killed).rejects.toBeInstanceOf(Killed);
      const [used, free] = is === 'before' ? [before, after] : [after, before];
      expect((await commands.accounts.find(id)).state).toMatchObject({ name: used });
      const take = (name: string) => later.register(randomUUID(), { name, role: 'client' }, system);
      await expect(take(used)).rejects.toBeInstanceOf(RuleViolation);
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

  it('of an administrator, once decided, is carried out by any process', async () => {
    const id = await commands.registeredUser(randomUUID(), 'administrator');
    await commands.ownershipIndex.caughtUp();
    await expect(killedProcess(1).delete(id, system)).rejects.toBeInstanceOf(Killed);
    await expect
      .poll(() => commands.story(userStream(id)))
      .toEqual(['UserRegistered', 'UserDeleted']);
  });

  it('of an administrator who has been changed in another way since is decided again', async () => {
    const id = await commands.registeredUser(randomUUID(), 'administrator');
    const { eventStore } = commands;
    let isChanged = false;
    const interfering = {
      ...killedAfter(100, eventStore),
      append: async (...[stream, expected, events]: Parameters<typeof eventStore.append>) => {
        if (stream === userStream(id) && !isChanged) {
          isChanged = true;
          // Nothing, where the policies were faster to carry the decision out.
          const change = commands.changes.change(id, { name: randomUUID() }, system);
          await change.catch(() => undefined);
        }
        return eventStore.append(stream, expected, events);
      },
    };
    await changesOn(interfering).delete(id, system);
    const story = await commands.story(userStream(id));
    expect(story.filter((type) => type === 'UserDeleted')).toHaveLength(1);
    expect(story.at(-1)).toBe('UserDeleted');
  });
});
