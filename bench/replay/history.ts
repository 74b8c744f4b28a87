import { createHash, randomUUID } from 'node:crypto';
import { type DeviceEvent, deviceStream } from '@energy/domain';
import type { EventStore, NewEvent } from '@energy/event-store';

/** Number of concurrent appends, which share the store's flushes to the disk. */
const APPENDS_AT_ONCE = 5_000;
/** A prime, hence coprime to every number of devices that is not its multiple: visits all, in no order. */
const STRIDE = 7_919_777;
const OWNERS = 20_000;

/**
 * Appends a history to an empty store: registers all devices, and then changes them in rounds, in no
 * order, so that the events of one device lie far apart.
 */
export async function appendHistory(
  store: EventStore,
  devices: number,
  events: number,
): Promise<void> {
  const ids = Array.from({ length: devices }, () => randomUUID());
  const owners = Array.from({ length: OWNERS }, () => randomUUID());
  for (let from = 0; from < events; from += APPENDS_AT_ONCE) {
    const length = Math.min(APPENDS_AT_ONCE, events - from);
    const appends = Array.from({ length }, (_, index) => {
      const number = from + index;
      const round = Math.floor(number / devices);
      const device = round === 0 ? number : (number * STRIDE) % devices;
      const stream = deviceStream(ids[device]!);
      const expected = round === 0 ? 'no-stream' : round - 1;
      return store.append(stream, expected, [newEvent(number, eventOf(number, round, owners))]);
    });
    await Promise.all(appends);
  }
}

/** Event of a device in a round: rounds 1, 5, 9… assign it to an owner, and so on. */
function eventOf(number: number, round: number, owners: readonly string[]): DeviceEvent {
  const description = `${['Heat pump', 'Freezer', 'Wall box', 'Boiler'][number % 4]} ${number}`;
  const address = `Chaussée de Wavre ${number % 900}, ${1_000 + (number % 9_000)} Brussels`;
  const maxHourlyConsumption = 1 + (number % 1_000) / 100;
  if (round === 0) {
    const data = { description, address, maxHourlyConsumption, timeZone: 'Europe/Brussels' };
    return { type: 'DeviceRegistered', data };
  }
  switch (round % 4) {
    case 1:
      return { type: 'DeviceAssigned', data: { userId: owners[number % OWNERS]! } };
    case 2:
      return { type: 'DeviceLimitChanged', data: { maxHourlyConsumption } };
    case 3:
      return { type: 'DeviceDescriptionChanged', data: { description } };
    default:
      return { type: 'DeviceAddressChanged', data: { address } };
  }
}

function newEvent(number: number, event: DeviceEvent): NewEvent {
  const correlationId = idOf(`request ${number}`);
  return {
    ...event,
    id: idOf(`event ${number}`),
    metadata: {
      actor: { userId: idOf('administrator'), role: 'administrator' },
      correlationId,
      causationId: correlationId,
      schemaVersion: 1,
    },
  };
}

function idOf(name: string): string {
  const hex = createHash('md5').update(name).digest('hex');
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`];
  return [...parts, `8${hex.slice(17, 20)}`, hex.slice(20)].join('-');
}
