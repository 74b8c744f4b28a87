import { randomUUID } from 'node:crypto';
import { USER_NAME_STREAMS, userNameStream, userStream } from '@energy/domain';
import { EngineUnavailable } from '@energy/engines';
import { type EventStore, openEventStore } from '@energy/event-store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Accounts } from './accounts.ts';
import { skeletonOf } from './lookalikes.ts';
import { OwnershipChanges } from './ownership-changes.ts';
import { Killed, killedAfter } from './testing/killed.ts';
import { NAME_ABANDONED_AFTER_MS, NAME_USE_TIMEOUT_MS } from './user-names.ts';

const system = { actor: 'system' } as const;
const silent = { info() {}, warn() {} };

let eventStore: EventStore;
let accounts: Accounts;
let later: Accounts;
beforeAll(() => {
  eventStore = openEventStore('sqlite::memory:', silent);
  accounts = new Accounts(eventStore);
  later = new Accounts(eventStore, {
    now: () => Date.now() + NAME_ABANDONED_AFTER_MS + 1_000,
  });
});
afterAll(() => eventStore.close());

/** Accounts in a process that is killed after so many appends. */
function killedProcess(appends: number): Accounts {
  return new Accounts(killedAfter(appends, eventStore));
}

async function story(stream: string): Promise<readonly string[]> {
  return (await Array.fromAsync(eventStore.readStream(stream))).map(({ type }) => type);
}

describe('a registration whose process is killed', () => {
  it.each([0, 1])('after %i appends leaves no user, and the name available', async (appends) => {
    const name = randomUUID();
    const id = randomUUID();
    const killed = killedProcess(appends).register(id, { name, role: 'client' }, system);
    await expect(killed).rejects.toBeInstanceOf(Killed);
    expect(await story(userStream(id))).toEqual([]);
    const next = await later.register(randomUUID(), { name, role: 'client' }, system);
    expect(next.state).toMatchObject({ status: 'Registered', name });
  });

  it('holds the name for a while: its process may still be at work', async () => {
    const name = randomUUID();
    const id = randomUUID();
    await killedProcess(1)
      .register(id, { name, role: 'client' }, system)
      .catch(() => undefined);
    const next = accounts.register(randomUUID(), { name, role: 'client' }, system);
    await expect(next).rejects.toMatchObject({ rule: 'name-taken' });
  });

  it.each([0, 1])('after %i appends is completed when it is sent again', async (appends) => {
    const name = randomUUID();
    const id = randomUUID();
    const context = { ...system, commandId: randomUUID(), correlationId: randomUUID() };
    const register = (by: Accounts) => by.register(id, { name, role: 'client' }, context);
    await expect(register(killedProcess(appends))).rejects.toBeInstanceOf(Killed);
    expect((await register(accounts)).revision).toBe(0);
    expect((await register(later)).revision).toBe(0);
    expect(await accounts.names.holderOf(name)).toBe(id);
  });

  it('and is sent again after another user took the name changes nothing', async () => {
    const name = randomUUID();
    const id = randomUUID();
    const other = randomUUID();
    const context = { ...system, commandId: randomUUID(), correlationId: randomUUID() };
    const register = (by: Accounts) => by.register(id, { name, role: 'client' }, context);
    await register(killedProcess(1)).catch(() => undefined);
    await later.register(other, { name, role: 'client' }, system);
    await expect(register(accounts)).rejects.toMatchObject({ rule: 'name-taken' });
    expect(await story(userStream(id))).toEqual([]);
    expect(await accounts.names.holderOf(name)).toBe(other);
  });
});

describe('a registration that takes too long', () => {
  it('is cancelled: its name may count as abandoned by then', async () => {
    const name = randomUUID();
    const id = randomUUID();
    const times = [0, NAME_USE_TIMEOUT_MS + 1];
    const now = () => Date.now() + (times.length > 1 ? times.shift()! : times[0]!);
    const slow = new Accounts(eventStore, { now });
    const registration = slow.register(id, { name, role: 'client' }, system);
    await expect(registration).rejects.toBeInstanceOf(EngineUnavailable);
    expect(await story(userStream(id))).toEqual([]);
  });
});

describe('a name that looks like another', () => {
  /** Accounts of a process that knows all names. */
  function knowingNames(now = Date.now): Accounts {
    const findLookalikes = async (name: string) => {
      const changes = new OwnershipChanges();
      for await (const event of eventStore.readAll({ prefixes: [USER_NAME_STREAMS] })) {
        changes.add(event);
      }
      const held = [...changes.names.values()].filter((each) => each !== undefined);
      return held.filter((each) => skeletonOf(each.name) === skeletonOf(name));
    };
    return new Accounts(eventStore, { now, findLookalikes });
  }

  const register = (by: Accounts, name: string, id: string = randomUUID()) =>
    by.register(id, { name, role: 'client' }, system);

  it('is refused while another user goes by that one', async () => {
    const names = knowingNames();
    await register(names, 'capa');
    const imitating = register(names, 'сара');
    await expect(imitating).rejects.toMatchObject({ rule: 'name-taken', field: 'name' });
    await expect(imitating).rejects.toThrow('The name looks like "capa"');
  });

  it('is refused to one of two who register at once', async () => {
    const names = knowingNames();
    const registrations = await Promise.allSettled([
      register(names, 'роре'),
      register(names, 'pope'),
    ]);
    expect(registrations.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('is accepted where the other one is abandoned, or belongs to the same user', async () => {
    await killedProcess(1)
      .register(randomUUID(), { name: 'соса', role: 'client' }, system)
      .catch(() => undefined);
    const id = randomUUID();
    const afterwards = knowingNames(() => Date.now() + NAME_ABANDONED_AFTER_MS + 1_000);
    await register(afterwards, 'coca', id);
    expect(await afterwards.names.holderOf('coca')).toBe(id);
    const taken = afterwards.names.taking('сосa'.replace('a', 'а'), id, system, async () => 'used');
    expect(await taken).toBe('used');
  });
});

describe('a name that the current rules refuse', () => {
  it('still signs in the user who was registered with it', async () => {
    const name = 'Аda';
    const userId = randomUUID();
    await eventStore.append(userNameStream(name), 'no-stream', [
      {
        id: randomUUID(),
        type: 'UserNameTaken',
        data: { userId, name },
        metadata: {
          actor: 'system',
          correlationId: randomUUID(),
          causationId: randomUUID(),
          schemaVersion: 1,
        },
      },
    ]);
    expect(await accounts.names.holderOf(name)).toBe(userId);
    const registering = accounts.register(randomUUID(), { name: 'Еva', role: 'client' }, system);
    await expect(registering).rejects.toMatchObject({ rule: 'mixed-scripts' });
  });
});
