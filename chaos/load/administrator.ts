import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../random.ts';
import type { Session } from './session.ts';

const MAX_CHANGES = 3;
const MAX_PAUSE_MS = 600;

/** A device whose commands were all acknowledged. */
export interface AcknowledgedDevice {
  readonly id: string;
  /** The last one that was acknowledged. */
  readonly description: string;
  /** Its registration, and every change of its description. */
  readonly commands: number;
}

export interface AdministratorOptions {
  readonly random: Random;
  /** Ends the work after the command under way. */
  readonly until: AbortSignal;
  /** Gives up. */
  readonly signal: AbortSignal;
}

/** Registers devices and renames them; every command is sent again until it is acknowledged. */
export async function administrate(
  session: Session,
  { random, until, signal }: AdministratorOptions,
): Promise<AcknowledgedDevice[]> {
  const devices: AcknowledgedDevice[] = [];
  while (!until.aborted) {
    const name = `Chaos device ${randomUUID()}`;
    const registration = {
      description: name,
      address: 'Grote Markt 1, 1000 Brussels',
      maxHourlyConsumption: 1,
      timeZone: 'Europe/Brussels',
    };
    const command = { body: registration, idempotencyKey: randomUUID() };
    const { id } = await session.request<{ id: string }>('POST', '/devices', command, signal);
    let device: AcknowledgedDevice = { id, description: name, commands: 1 };
    for (let left = random.integer(0, MAX_CHANGES); left > 0; left--) {
      const description = `${name}, change ${device.commands}`;
      const change = { body: { description }, idempotencyKey: randomUUID() };
      await session.request('PATCH', `/devices/${id}`, change, signal);
      device = { id, description, commands: device.commands + 1 };
    }
    devices.push(device);
    await sleep(random.integer(0, MAX_PAUSE_MS), undefined, { signal });
  }
  return devices;
}
