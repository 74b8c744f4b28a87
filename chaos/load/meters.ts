import { setTimeout as sleep } from 'node:timers/promises';
import type { MeasurementPublisher } from '@energy/measurements';
import { type Person, registerDevice } from '@energy/testing/api';
import { aMeasurementMessage } from '@energy/testing/builders';
import type { Random } from '../random.ts';
import { untilAnswered } from './session.ts';
import type { Meter, Telegram } from './telegrams.ts';

/** Fewer than lie between two telegrams of a reading, so that a lot holds one of each. */
const MAX_LOT = 20;
const KWH = 1e9;

/** A telegram that the broker has confirmed. */
export interface SentReading {
  readonly deviceId: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** 10⁻⁹ kWh. */
  readonly microWattHours: number;
}

/** A meter whose device is registered and has an owner. */
export interface RegisteredMeter extends Meter {
  /** The device's id. */
  readonly id: string;
  /** The client's name. */
  readonly owner: string;
}

/** Registers the devices of meters, and shares them out among clients. */
export async function registerMeters(
  administrator: Person,
  clients: readonly Person[],
  meters: readonly Meter[],
): Promise<RegisteredMeter[]> {
  const registered: RegisteredMeter[] = [];
  for (const [n, meter] of meters.entries()) {
    const owner = clients[n % clients.length]!;
    const { description, timeZone, maxHourlyConsumption } = meter;
    const address = 'Grote Markt 1, 1000 Brussels';
    const device = { description, address, timeZone, maxHourlyConsumption };
    const id = await registerDevice(administrator, owner, device);
    registered.push({ ...meter, id, owner: owner.name });
  }
  return registered;
}

export interface SendOptions {
  readonly queue: MeasurementPublisher;
  readonly random: Random;
  /** By the meter's index. */
  readonly deviceIds: readonly string[];
  readonly durationMs: number;
  readonly signal: AbortSignal;
}

/**
 * Publishes telegrams in lots, in order, spread over the duration. A lot that is not confirmed is
 * published again before the next one.
 */
export async function sendTelegrams(
  telegrams: readonly Telegram[],
  { queue, random, deviceIds, durationMs, signal }: SendOptions,
): Promise<SentReading[]> {
  const sent: SentReading[] = [];
  const startedAt = performance.now();
  while (sent.length < telegrams.length) {
    const dueAt = startedAt + (durationMs * sent.length) / telegrams.length;
    await sleep(Math.max(0, dueAt - performance.now()), undefined, { signal });
    const lot = telegrams.slice(sent.length, sent.length + random.integer(1, MAX_LOT));
    const readings = lot.map(({ meter, at, microWattHours }) => ({
      deviceId: deviceIds[meter]!,
      at,
      microWattHours,
    }));
    const messages = readings.map(({ deviceId, at, microWattHours }) =>
      aMeasurementMessage({ deviceId, at, kWh: microWattHours / KWH }),
    );
    await untilAnswered(signal, () => queue.publish(messages));
    sent.push(...readings);
  }
  return sent;
}
