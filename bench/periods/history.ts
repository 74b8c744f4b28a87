import { type Device, openReadModels } from '@energy/read-models';
import { fillHours } from '@energy/read-models/testing';
import { deviceId } from '../ingest/load.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const CHUNK = 5_000;

/** The last day of all histories. */
export const LAST_DAY = '2025-12-31';
/** Devices with a year of days, the first of all. */
export const YEAR_DEVICES = 1_600;
/** Those of them with ten years. */
export const DECADE_DEVICES = 16;
/** Devices of each client that owns any. */
export const DEVICES_OF_A_CLIENT = 50;

/** The client with a number, who owns some of the devices with a year. */
export const clientId = (client: number) => deviceId(1_000_000_000 + client);

/**
 * Fills read models: every device with a day, some with a year, few with ten. Each day has one hour, because what is read
 * are days. The days are built as a projector does.
 */
export async function fillHistory(url: string, devices: number): Promise<void> {
  const readModels = openReadModels(url);
  for (let from = 0; from < devices; from += CHUNK) {
    const length = Math.min(CHUNK, devices - from);
    await readModels.devices.store(Array.from({ length }, (_, index) => device(from + index)));
  }
  const last = Date.parse(`${LAST_DAY}T12:00:00Z`);
  const all = Array.from({ length: devices }, (_, number) => deviceId(number));
  const day = (hour: number, deviceIds: readonly string[]) => ({
    hour,
    deviceIds,
    energies: (number: number) => new Map([[0, 1_000 * (1 + ((number * 7_919) % 3_000_000))]]),
  });
  // The day of all comes first: it numbers the devices in their order.
  await fillHours(url, [day(last, all)]);
  await fillHours(
    url,
    daysBefore(last, 365, (at) => day(at, all.slice(0, YEAR_DEVICES))),
  );
  await fillHours(
    url,
    daysBefore(last, 3_652, (at) => day(at, all.slice(0, DECADE_DEVICES))),
  );
  // Some device has every later hour, as in use: what is older is no longer running.
  const later = Array.from({ length: 24 }, (_, index) => last + (index + 1) * HOUR_MS);
  await fillHours(
    url,
    later.map((at) => day(at, all.slice(-1))),
  );
  await readModels.dailyConsumption.build({
    now: last + 2 * DAY_MS,
    onProgress: () => {},
    signal: new AbortController().signal,
  });
  await readModels.close();
}

function* daysBefore<T>(last: number, days: number, of: (at: number) => T): Generator<T> {
  for (let day = 1; day < days; day++) yield of(last - day * DAY_MS);
}

function device(number: number): Device {
  const registeredAt = new Date(0).toISOString();
  const ownerId =
    number < YEAR_DEVICES ? clientId(Math.floor(number / DEVICES_OF_A_CLIENT)) : undefined;
  return {
    id: deviceId(number),
    registeredAt,
    description: 'Meter under load',
    address: 'Bench',
    maxHourlyConsumption: 2,
    timeZone: 'Europe/Brussels',
    ownerId,
    ownerships:
      ownerId === undefined ? [] : [{ ownerId, from: 0, until: undefined, last: undefined }],
    tariffs: [],
    decommissionedAt: undefined,
    meter: {},
    revision: 0,
  };
}
