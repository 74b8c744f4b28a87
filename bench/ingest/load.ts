import { createHash } from 'node:crypto';
import type { DeviceRegistration, MeterDescription } from '@energy/domain';
import { type MeasurementPublisher, type Reading, writeMeasurement } from '@energy/measurements';
import type { ReadModels } from '@energy/read-models';

const INTERVAL_MS = 600_000;
const HOUR_MS = 3_600_000;
/** One in so many readings is late. */
const LATE_SHARE = 10;
/** In µWh. */
const MAX_ENERGY = 400_000_000;
const FIRST_REGISTER = 13_423_500_000_000;
const FIRST_READING = Date.UTC(2026, 0, 1);
/** Readings published together: a multiple of those in a message. */
export const CHUNK = 5_000;
/** A prime, hence coprime to every number of devices that is not its multiple: visits all, in no order. */
const STRIDE = 7_919_777;

export const TIME_ZONE = 'Europe/Brussels';

const registration: DeviceRegistration = {
  description: 'Meter under load',
  address: 'Bench',
  /** In kWh. One hour in some hundreds exceeds it: its six readings are 0 to 0.4 kWh each. */
  maxHourlyConsumption: 2,
  timeZone: TIME_ZONE,
};

/** Stores `devices` devices in the read model, as the projector would from their events. */
export async function registerDevices(
  readModels: ReadModels,
  devices: number,
  reads: MeterDescription['reads'] = 'interval',
): Promise<void> {
  for (let from = 0; from < devices; from += CHUNK) {
    const length = Math.min(CHUNK, devices - from);
    const rows = Array.from({ length }, (_, index) => ({
      ...registration,
      id: deviceId(from + index),
      registeredAt: new Date(0).toISOString(),
      ownerId: undefined,
      ownerships: [],
      tariffs: [],
      decommissionedAt: undefined,
      meter: reads === 'register' ? { reads } : {},
      revision: 0,
    }));
    await readModels.devices.store(rows);
  }
}

/** The readings of a bench: one of every device, in no order, and then again ten minutes later each time. */
export interface Load {
  readonly devices: number;
  readonly readings: number;
  /** With more than one, a message is an array. */
  readonly readingsPerMessage: number;
  readonly reads?: MeterDescription['reads'];
  /** Registers an hour apart, of which every tenth arrives after all others. */
  readonly isLate?: boolean;
}

/** Publishes the readings of a load; resolves to the number of messages. */
export async function publishLoad(
  queue: MeasurementPublisher,
  { devices, readings, readingsPerMessage, reads, isLate = false }: Load,
): Promise<number> {
  const numberOf = (place: number) => (isLate ? lateNumber(place, { devices, readings }) : place);
  let messages = 0;
  for (let from = 0; from < readings; from += CHUNK) {
    const length = Math.min(CHUNK, readings - from);
    const chunk = Array.from({ length }, (_, index) => {
      const reading = readingAt(numberOf(from + index), devices);
      if (reads !== 'register') return reading;
      const register = asRegister(reading);
      return isLate ? anHourApart(register) : register;
    });
    const bodies = messagesOf(chunk, readingsPerMessage);
    await queue.publish(bodies);
    messages += bodies.length;
  }
  return messages;
}

function messagesOf(readings: readonly Reading[], readingsPerMessage: number): Uint8Array[] {
  const objects = readings.map(writeMeasurement);
  if (readingsPerMessage === 1) return objects;
  const messages: Uint8Array[] = [];
  for (let from = 0; from < objects.length; from += readingsPerMessage) {
    messages.push(Buffer.from(`[${objects.slice(from, from + readingsPerMessage).join()}]`));
  }
  return messages;
}

/** The reading with a number, from 0. */
export function readingAt(number: number, devices: number): Reading {
  const round = Math.floor(number / devices);
  const device = (number * STRIDE) % devices;
  return {
    deviceId: deviceId(device),
    at: FIRST_READING + round * INTERVAL_MS,
    energy: ((number * 48_271) % 400_000) * 1_000,
  };
}

/** A reading of a register that rises by up to 0.8 kWh in ten minutes. */
function asRegister({ deviceId: id, at, energy }: Reading): Reading {
  const round = (at - FIRST_READING) / INTERVAL_MS;
  return { deviceId: id, at, energy: FIRST_REGISTER + round * MAX_ENERGY + energy };
}

/** The number of the reading at a place of the queue where every tenth one is late: in each round of other devices. */
function lateNumber(
  place: number,
  { devices, readings }: Pick<Load, 'devices' | 'readings'>,
): number {
  const timely = readings - Math.ceil(readings / LATE_SHARE);
  const isLate = place >= timely;
  const number = isLate
    ? (place - timely) * LATE_SHARE
    : place + Math.floor(place / (LATE_SHARE - 1)) + 1;
  const round = Math.floor(number / devices);
  return round * devices + ((number + round) % devices);
}

function anHourApart({ at, ...register }: Reading): Reading {
  return { ...register, at: FIRST_READING + ((at - FIRST_READING) / INTERVAL_MS) * HOUR_MS };
}

/** Derives the id of a device from its number. */
export function deviceId(number: number): string {
  const hex = createHash('md5').update(String(number)).digest('hex');
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`];
  return [...parts, `8${hex.slice(17, 20)}`, hex.slice(20)].join('-');
}
