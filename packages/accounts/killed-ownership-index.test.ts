import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openEventStore } from '@energy/event-store';
import { temporaryFolder } from '@energy/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openOwnershipStore } from './open-ownership-store.ts';
import { changesOf } from './testing/ownership-events.ts';

const USERS = 40;
const DEVICES = 3_000;
const ROUNDS = 8;
const metadata = {
  actor: 'system',
  correlationId: randomUUID(),
  causationId: randomUUID(),
  schemaVersion: 1,
} as const;

let folder: string;
beforeEach(async () => {
  folder = temporaryFolder('ownership');
});
afterEach(() => rm(folder, { recursive: true }));

/** Fills the index in a process of its own; kills it after a time, or waits for its end. */
async function fill(killAfterMs?: number): Promise<void> {
  const script = path.join(import.meta.dirname, 'ownership-filler.fixture.ts');
  const child = spawn(process.execPath, [script, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  if (killAfterMs !== undefined) {
    await Promise.race([once(child.stdout, 'data'), closed]);
    await sleep(killAfterMs);
    child.kill('SIGKILL');
  }
  const [code] = await closed;
  if (killAfterMs === undefined) expect(code).toBe(0);
}

it('is whole although two processes fill it and are killed at any moment', async () => {
  const log = { info() {}, warn() {} };
  const eventStore = openEventStore(`sqlite:${folder}/events.db`, log);
  const userIds = Array.from({ length: USERS }, () => randomUUID());
  const append = (stream: string, type: string, data: object) =>
    eventStore.append(stream, 'any', [{ type, data, id: randomUUID(), metadata }]);
  await Promise.all(
    userIds.map((id) => append(`user-${id}`, 'UserRegistered', { name: id, role: 'client' })),
  );
  const deviceIds = Array.from({ length: DEVICES }, () => randomUUID());
  for (let round = 0; round < ROUNDS; round++) {
    await Promise.all(
      deviceIds.map((id, number) => {
        const userId = userIds[(number * 7 + round) % USERS]!;
        const type = (number + round) % 5 === 0 ? 'DeviceUnassigned' : 'DeviceAssigned';
        return append(`device-${id}`, type, { userId });
      }),
    );
  }
  const moments = Array.from({ length: 6 }, () => Math.random() * 60);
  for (const moment of moments) await Promise.all([fill(moment), fill(moment / 2)]);
  await Promise.all([fill(), fill()]);
  const expected = changesOf(await Array.fromAsync(eventStore.readAll()));
  const store = openOwnershipStore(`sqlite:${folder}/credentials.db`);
  const owners = new Map<string, string | undefined>(deviceIds.map((id) => [id, undefined]));
  const roles = new Map<string, string>();
  for await (const { kind, id, value } of store.entries()) {
    if (kind === 'owner') owners.set(id, value);
    if (kind === 'role') roles.set(id, value);
  }
  expect(owners).toEqual(expected.owners);
  expect(roles).toEqual(expected.roles);
  expect(await store.position()).toBe(await eventStore.head());
  await Promise.all([eventStore.close(), store.close()]);
});
