import { randomUUID } from 'node:crypto';
import { conversationStream, deviceStream, userDecider, userStream } from '@energy/domain';
import { handleCommand } from '@energy/event-store';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Policies } from './policies.ts';
import { Commands } from './testing/commands.ts';

let commands: Commands;
beforeEach(async () => {
  commands = await Commands.start();
});
afterEach(() => commands.stop());

/** Deletes a user as a process does that is killed right after. */
async function deleted(id: string): Promise<void> {
  const command = { type: 'DeleteUser', data: { otherAdministrators: 1 } } as const;
  const context = { actor: 'system' } as const;
  await handleCommand({
    eventStore: commands.eventStore,
    decider: userDecider,
    stream: userStream(id),
    command,
    context,
  });
}

const unassigned = ['DeviceRegistered', 'DeviceAssigned', 'DeviceUnassigned'];

describe('what follows from a deletion', () => {
  it('happens whatever its cause: sessions end, devices have no owner', async () => {
    const { userId, authorization } = await commands.signedIn(randomUUID());
    const device = await commands.registeredDevice();
    await commands.assigned(device, userId);
    await deleted(userId);
    await expect.poll(() => commands.story(deviceStream(device))).toEqual(unassigned);
    await expect
      .poll(async () => (await commands.send('POST', '/api/devices', {}, { authorization })).status)
      .toBe(401);
    expect(await commands.credentials.findPassword(userId)).toBeUndefined();
  });

  it('happens once, however many processes there are and however often they start', async () => {
    const others = [
      await Commands.start({ beside: commands }),
      await Commands.start({ beside: commands }),
    ];
    const userId = await commands.registeredUser();
    const devices = await Promise.all(
      Array.from({ length: 10 }, () => commands.registeredDevice()),
    );
    for (const device of devices) await commands.assigned(device, userId);
    await deleted(userId);
    for (const device of devices) {
      await expect.poll(() => commands.story(deviceStream(device))).toEqual(unassigned);
    }
    for (const other of others) await other.stop();
    const again = await Commands.start({ beside: commands });
    await again.ownershipIndex.caughtUp();
    await again.stop();
    for (const device of devices) {
      expect(await commands.story(deviceStream(device))).toEqual(unassigned);
    }
  });

  it('also happens to a device that was given to the user at the same moment', async () => {
    const userId = await commands.registeredUser();
    const device = await commands.registeredDevice();
    await deleted(userId);
    // Decided while the user was there still, appended when it was not.
    const metadata = {
      actor: 'system',
      correlationId: randomUUID(),
      causationId: randomUUID(),
      schemaVersion: 1,
    } as const;
    const assigned = { type: 'DeviceAssigned', data: { userId }, id: randomUUID(), metadata };
    await commands.eventStore.append(deviceStream(device), 0, [assigned]);
    await expect.poll(() => commands.story(deviceStream(device))).toEqual(unassigned);
  });
});

describe('the conversation of a deleted client', () => {
  it('is closed once, if it has begun, by the policies of any number of processes', async () => {
    const writer = await commands.registeredUser();
    const silent = await commands.registeredUser();
    const sent = { side: 'client', authorId: writer, messageId: randomUUID(), text: 'Hello' };
    const metadata = {
      actor: 'system',
      correlationId: randomUUID(),
      causationId: randomUUID(),
      schemaVersion: 1,
    } as const;
    const event = { type: 'MessageSent', data: sent, id: randomUUID(), metadata };
    await commands.eventStore.append(conversationStream(writer), 'no-stream', [event]);
    const other = await Commands.start({ beside: commands });
    for (const userId of [writer, silent]) await deleted(userId);
    await expect
      .poll(() => commands.story(conversationStream(writer)))
      .toEqual(['MessageSent', 'ConversationClosed']);
    await other.stop();
    const [, closed] = await commands.history(conversationStream(writer));
    const deletion = (await commands.history(userStream(writer))).at(-1)!;
    expect(closed!.metadata).toMatchObject({ actor: 'system', causationId: deletion.id });
    const head = await commands.eventStore.head();
    await expect.poll(() => commands.ownershipStore.policyPosition()).toBe(head);
    expect(await commands.story(conversationStream(silent))).toEqual([]);
  });
});

describe('policies', () => {
  it('continue at their checkpoint after a start, and read nothing before it', async () => {
    const userId = await commands.registeredUser();
    await deleted(userId);
    const head = await commands.eventStore.head();
    await expect.poll(() => commands.ownershipStore.policyPosition()).toBe(head);
    const forget = vi.spyOn(commands.credentials, 'forget');
    const { eventStore, credentials, ownershipIndex, ownershipStore } = commands;
    const subscribe = vi.spyOn(eventStore, 'subscribe');
    const controller = new AbortController();
    const log = { info() {}, warn() {} };
    const again = new Policies({
      eventStore,
      credentials,
      ownershipIndex,
      ownershipStore,
      log,
      signal: controller.signal,
    }).run();
    await expect.poll(() => subscribe.mock.calls.length).toBe(1);
    expect(subscribe.mock.calls[0]![0].after).toBe(head);
    controller.abort();
    await again;
    expect(forget).not.toHaveBeenCalledWith(userId);
  });
});

describe('a client who becomes an administrator while being given a device', () => {
  it('does not keep it', async () => {
    const userId = await commands.registeredUser();
    const device = await commands.registeredDevice();
    await commands.assigned(device, userId);
    const data = { role: 'administrator', ownedDevices: 0, otherAdministrators: 1 } as const;
    const command = { type: 'ChangeUserRole', data } as const;
    const context = { actor: 'system' } as const;
    await handleCommand({
      eventStore: commands.eventStore,
      decider: userDecider,
      stream: userStream(userId),
      command,
      context,
    });
    await expect.poll(() => commands.story(deviceStream(device))).toEqual(unassigned);
  });
});
