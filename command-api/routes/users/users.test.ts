import { randomUUID } from 'node:crypto';
import { userNameStream, userStream } from '@energy/domain';
import { EngineUnavailable } from '@energy/engines';
import { type EventStore, overrideEventStore } from '@energy/event-store';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { frozenFrom } from '../../testing/away.ts';
import { Commands } from '../../testing/commands.ts';

let commands: Commands;
beforeAll(async () => {
  commands = await Commands.start();
});
afterAll(() => commands.stop());

const register = (name: string, role = 'client') =>
  commands.send('POST', '/api/users', { name, role });

describe('registering a user', () => {
  it('returns its location, revision and position', async () => {
    const { status, headers, body } = await register('Ada Lovelace');
    expect(status).toBe(201);
    expect(body).toEqual({ id: body.id, name: 'Ada Lovelace', role: 'client', revision: 0 });
    expect(headers).toMatchObject({
      location: `/api/users/${body.id}`,
      etag: '"0"',
      'energy-position': await commands.eventStore.head(),
    });
  });

  it.each([
    ['Grace', 'GRACE'],
    ['Weiß', 'WEISS'],
    ['José', 'JOSÉ'.normalize('NFD')],
    ['Ｔｏｎｙ', 'Tony'],
  ])('gives a name once: %s is %s', async (name, again) => {
    expect((await register(name)).status).toBe(201);
    const { status, body } = await register(again);
    expect(status).toBe(409);
    expect(body).toMatchObject({
      type: 'urn:energy:problem:name-taken',
      errors: [{ in: 'body', parameter: 'name' }],
    });
  });

  it('gives a name to one of twenty who want it at once', async () => {
    const statuses = await Promise.all(
      Array.from({ length: 20 }, async () => (await register('Everybody')).status),
    );
    expect(statuses.sort()).toEqual([201, ...Array(19).fill(409)]);
  });

  it.each([
    ['nothing', ''],
    ['spaces', '   '],
    ['10,000 characters', 'x'.repeat(10_000)],
    ['half a character', 'a\udc00'],
    ['two lines', 'a\nb'],
    ['a number', 5],
    ['a turn of direction', 'a\u202eb'],
  ])('refuses the name of %s', async (_, name) => {
    const { status, body } = await register(name as string);
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ in: 'body', parameter: 'name' }]);
  });

  it('refuses a role that there is not', async () => {
    const { status, body } = await register('Root', 'root');
    expect(status).toBe(400);
    expect(body.errors).toEqual([
      { in: 'body', parameter: 'role', detail: '"root" is not administrator or client.' },
    ]);
  });

  it('with the same key is done once, and answered alike', async () => {
    const headers = { ...commands.administrator, 'idempotency-key': randomUUID() };
    const user = { name: 'Hedy', role: 'client' };
    const first = await commands.send('POST', '/api/users', user, headers);
    const path = `/api/users/${first.body.id}`;
    await commands.send('PATCH', path, { name: 'Hedy Lamarr' });
    const again = await commands.send('POST', '/api/users', user, headers);
    expect(again).toMatchObject({ status: 201, body: first.body });
    expect(again.headers.etag).toBe(first.headers.etag);
    const other = await commands.send('POST', '/api/users', { ...user, name: 'Eve' }, headers);
    expect(other.status).toBe(422);
    expect(await commands.history(userNameStream('Eve'))).toEqual([]);
  });
});

describe('changing a user', () => {
  it('renames it, and lets go of the old name', async () => {
    const id = await commands.registeredUser('Alan');
    const { status, headers, body } = await commands.send('PATCH', `/api/users/${id}`, {
      name: 'Alan Turing',
    });
    expect(status).toBe(200);
    expect(headers.etag).toBe('"1"');
    expect(body).toEqual({ id, name: 'Alan Turing', role: 'client', revision: 1 });
    expect((await register('Alan')).status).toBe(201);
    expect((await register('alan turing')).status).toBe(409);
  });

  it('renames it in nothing but its case', async () => {
    const id = await commands.registeredUser('barbara');
    const reply = await commands.send('PATCH', `/api/users/${id}`, { name: 'Barbara' });
    expect(reply).toMatchObject({ status: 200, body: { name: 'Barbara' } });
    expect((await register('BARBARA')).status).toBe(409);
  });

  it('renames it there and back', async () => {
    const id = await commands.registeredUser('There');
    for (const name of ['Back', 'There', 'Back', 'There']) {
      expect((await commands.send('PATCH', `/api/users/${id}`, { name })).status).toBe(200);
    }
    expect((await register('There')).status).toBe(409);
    expect((await register('Back')).status).toBe(201);
  });

  it('refuses a name that another has', async () => {
    const id = await commands.registeredUser('Linus');
    await commands.registeredUser('Dennis');
    const { status, body } = await commands.send('PATCH', `/api/users/${id}`, { name: 'DENNIS' });
    expect({ status, type: body.type }).toEqual({
      status: 409,
      type: 'urn:energy:problem:name-taken',
    });
  });

  it('gives it another name and role in one', async () => {
    const id = await commands.registeredUser();
    const changes = { name: randomUUID(), role: 'administrator' };
    const { body } = await commands.send('PATCH', `/api/users/${id}`, changes);
    expect(body).toEqual({ id, ...changes, revision: 2 });
  });

  it('makes no administrator of a client that owns devices', async () => {
    const id = await commands.registeredUser();
    const device = await commands.registeredDevice();
    await commands.assigned(device, id);
    const promote = () => commands.send('PATCH', `/api/users/${id}`, { role: 'administrator' });
    expect(await promote()).toMatchObject({
      status: 409,
      body: { type: 'urn:energy:problem:owns-devices' },
    });
    await commands.send('DELETE', `/api/devices/${device}/owner`);
    expect((await promote()).status).toBe(200);
  });

  it('needs a user, at the revision that is named', async () => {
    const path = `/api/users/${await commands.registeredUser()}`;
    const headers = { ...commands.administrator, 'if-match': '"7"' };
    for (const changes of [{ name: randomUUID() }, { role: 'administrator' }]) {
      expect((await commands.send('PATCH', path, changes, headers)).status).toBe(412);
    }
    const missing = `/api/users/${randomUUID()}`;
    expect((await commands.send('PATCH', missing, { name: 'Nobody' })).status).toBe(404);
    expect((await commands.send('DELETE', missing)).status).toBe(404);
    expect((await commands.send('PUT', `${missing}/password`)).status).toBe(404);
  });
});

describe('deleting a user', () => {
  it('lets go of its name and of its devices, once', async () => {
    const id = await commands.registeredUser('Charles');
    const devices = [await commands.registeredDevice(), await commands.registeredDevice()];
    for (const device of devices) await commands.assigned(device, id);
    expect((await commands.send('DELETE', `/api/users/${id}`)).status).toBe(204);
    expect((await commands.send('DELETE', `/api/users/${id}`)).status).toBe(204);
    expect(await commands.story(userStream(id))).toEqual(['UserRegistered', 'UserDeleted']);
    expect((await register('Charles')).status).toBe(201);
    const deletion = (await commands.history(userStream(id)))[1]!;
    for (const device of devices) {
      await expect
        .poll(() => commands.story(`device-${device}`))
        .toEqual(['DeviceRegistered', 'DeviceAssigned', 'DeviceUnassigned']);
      const [, , unassigned] = await commands.history(`device-${device}`);
      expect(unassigned!.metadata).toMatchObject({
        actor: 'system',
        causationId: deletion.id,
        correlationId: deletion.metadata.correlationId,
      });
    }
  });

  it('is for good', async () => {
    const id = await commands.registeredUser();
    await commands.send('DELETE', `/api/users/${id}`);
    const { status, body } = await commands.send('PATCH', `/api/users/${id}`, { name: 'Again' });
    expect({ status, type: body.type }).toEqual({
      status: 409,
      type: 'urn:energy:problem:user-deleted',
    });
  });
});

describe('what is done is answered as done', () => {
  let alone: Commands;
  let isFrozen = false;
  beforeEach(async () => {
    isFrozen = false;
    /** Answers nothing any more from the moment on when a user was deleted or renamed. */
    const eventStore = (actual: EventStore) =>
      overrideEventStore(
        frozenFrom(actual, () => isFrozen),
        {
          append: async (stream, expected, events) => {
            const appended = await actual.append(stream, expected, events);
            isFrozen = events.some(({ type }) => type === 'UserDeleted' || type === 'UserRenamed');
            return appended;
          },
        },
      );
    alone = await Commands.start({ eventStore });
  });
  afterEach(() => alone.stop());

  it('where the event store freezes before the name of a deleted user is released', async () => {
    const id = await alone.registeredUser('Dora');
    expect((await alone.send('DELETE', `/api/users/${id}`)).status).toBe(204);
    isFrozen = false;
    expect((await alone.send('DELETE', `/api/users/${id}`)).status).toBe(204);
    const body = { name: 'Dora', role: 'client' };
    expect((await alone.send('POST', '/api/users', body)).status).toBe(201);
  });

  it('where it freezes before the earlier name of a renamed user is released', async () => {
    const id = await alone.registeredUser('Emil');
    const rename = () => alone.send('PATCH', `/api/users/${id}`, { name: 'Emile' });
    expect(await rename()).toMatchObject({ status: 200, body: { name: 'Emile' } });
    isFrozen = false;
    expect(await rename()).toMatchObject({ status: 200, body: { name: 'Emile' } });
  });

  it('where the credential store is away after a deletion; it forgets the user later', async () => {
    const { userId } = await alone.signedIn('Fritz');
    const forget = vi.spyOn(alone.credentials, 'forget');
    forget.mockRejectedValueOnce(new EngineUnavailable('the credential store is away'));
    expect((await alone.send('DELETE', `/api/users/${userId}`)).status).toBe(204);
    isFrozen = false;
    await expect.poll(() => alone.credentials.findPassword(userId)).toBeUndefined();
  });
});

describe('the last administrator', () => {
  let alone: Commands;
  beforeAll(async () => {
    alone = await Commands.start();
  });
  afterAll(() => alone.stop());

  it('can’t be deleted or made a client', async () => {
    const id = await alone.accounts.names.holderOf('administrator');
    for (const reply of [
      await alone.send('DELETE', `/api/users/${id}`),
      await alone.send('PATCH', `/api/users/${id}`, { role: 'client' }),
    ]) {
      expect(reply).toMatchObject({
        status: 409,
        body: { type: 'urn:energy:problem:last-administrator' },
      });
    }
  });

  it('stays, when two processes let all of them go at once', async () => {
    const other = await Commands.start({ beside: alone });
    const context = { actor: 'system' } as const;
    try {
      for (let round = 0; round < 10; round++) {
        const made = [randomUUID(), randomUUID()];
        for (const id of made) {
          await alone.accounts.register(id, { name: id, role: 'administrator' }, context);
        }
        const first = (await alone.accounts.names.holderOf('administrator'))!;
        const outcomes = await Promise.allSettled(
          [first, ...made].map((id, index) =>
            (index % 2 ? alone : other).changes.change(id, { role: 'client' }, context),
          ),
        );
        const refused = outcomes.filter(({ status }) => status === 'rejected');
        expect(refused).toHaveLength(1);
        expect(await alone.ownershipIndex.factsOf('')).toMatchObject({ otherAdministrators: 1 });
        await alone.changes.change(first, { role: 'administrator' }, context);
        for (const id of made) await alone.changes.delete(id, context);
      }
    } finally {
      await other.stop();
    }
  });
});

describe('a name that looks like another user’s', () => {
  it('is refused, and names that one', async () => {
    await commands.registeredUser('Capa');
    const imitation = { name: 'Сара', role: 'client' };
    expect(await commands.send('POST', '/api/users', imitation)).toMatchObject({
      status: 409,
      body: {
        type: 'urn:energy:problem:name-taken',
        detail: 'The name looks like "Capa", the name of another user.',
      },
    });
    const id = await commands.registeredUser('Sara');
    const renaming = await commands.send('PATCH', `/api/users/${id}`, { name: 'сара' });
    expect(renaming.status).toBe(409);
  });

  it('is free for the user who has that one', async () => {
    const id = await commands.registeredUser('Роре');
    const renamed = await commands.send('PATCH', `/api/users/${id}`, { name: 'Pope' });
    expect(renamed).toMatchObject({ status: 200, body: { name: 'Pope' } });
  });
});

describe('a one-time password', () => {
  it('is returned once, not part of its event, and ends the sessions', async () => {
    const ada = await commands.signedIn('Ada of the passwords');
    const { authorization } = ada;
    const device = await commands.send('POST', '/api/devices', {}, { authorization });
    expect(device.status).toBe(403);
    const { status, body } = await commands.send('PUT', `/api/users/${ada.userId}/password`);
    expect(status).toBe(200);
    expect(body.oneTimePassword).toMatch(/^\w{5}(-\w{5}){3}$/);
    const after = await commands.send('POST', '/api/devices', {}, { authorization });
    expect(after.status).toBe(401);
    const history = await commands.history(userStream(ada.userId));
    expect(history.at(-1)).toMatchObject({ type: 'UserPasswordChanged', data: { reset: true } });
    expect(JSON.stringify(history)).not.toContain(body.oneTimePassword);
    expect(commands.log).not.toContain(body.oneTimePassword);
  });
});
