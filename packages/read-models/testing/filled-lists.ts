import { randomUUID } from 'node:crypto';
import type { ReadModels } from '../read-models.ts';
import { conversation } from './conversation.ts';

/**
 * Fills lists with so many devices, as many users, and a conversation of each user. A third of the devices
 * has no owner, a third of the users are administrators, and seven limits repeat.
 *
 * @param ownerId of all other devices
 */
export async function fillLists(models: ReadModels, many: number, ownerId: string): Promise<void> {
  await models.devices.store(
    Array.from({ length: many }, (_, index) => ({
      id: randomUUID(),
      description: `Meter ${index}`,
      address: `Road ${index % 10}`,
      maxHourlyConsumption: index % 7,
      timeZone: 'UTC',
      registeredAt: '2026-11-20T10:00:00.000Z',
      ownerId: index % 3 ? ownerId : undefined,
      ownerships: index % 3 ? [{ ownerId, from: 0, until: undefined, last: undefined }] : [],
      tariffs: [],
      decommissionedAt: undefined,
      meter: {},
      revision: 0,
    })),
  );
  await models.users.store(
    Array.from({ length: many }, (_, index) => ({
      id: randomUUID(),
      name: `Person ${index}`,
      role: index % 3 ? 'client' : 'administrator',
      registeredAt: new Date(index).toISOString(),
      deletedAt: undefined,
      revision: 0,
    })),
  );
  const clients = await Array.fromAsync(models.users.all());
  await models.conversations.store(clients.map(({ id }, index) => conversation(id, index)));
}
