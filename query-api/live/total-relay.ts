import { viewOf } from '@energy/costs';
import { localHours } from '@energy/domain';
import type { HourlyTotalChanged } from '@energy/live-feed';
import type { Device, ReadModels } from '@energy/read-models';
import { inKilowattHours, limitOf } from '../consumption-of-day.ts';
import { mayWatch } from './audience.ts';
import type { LiveConnection } from './connection.ts';
import type { LiveConnections } from './connections.ts';
import type { ServerFrame } from './frames.ts';

const DEVICE_BATCH_SIZE = 1_000;

export interface TotalRelayOptions {
  readonly readModels: Pick<ReadModels, 'consumption' | 'devices'>;
  readonly connections: LiveConnections;
}

/**
 * Sends hourly totals to the connections that watch their devices. It reads the stored totals, so the order of
 * notices does not matter. All methods throw EngineUnavailable while the read models are unavailable.
 */
export class TotalRelay {
  readonly #readModels: TotalRelayOptions['readModels'];
  readonly #connections: LiveConnections;
  /** The projected position of the devices at the last check of their watchers. */
  #checkedAt: string | undefined;
  #hasMissed = false;

  constructor({ readModels, connections }: TotalRelayOptions) {
    this.#readModels = readModels;
    this.#connections = connections;
  }

  /** Sends the current totals of changed hours. */
  async relay(changed: readonly HourlyTotalChanged[]): Promise<void> {
    const hours = new Map<string, Set<number>>();
    for (const { deviceId, hour } of changed) {
      if (this.#connections.watching(deviceId).size === 0) continue;
      hours.set(deviceId, (hours.get(deviceId) ?? new Set()).add(hour));
    }
    try {
      await Promise.all(Array.from(hours, ([id, starts]) => this.#relayDevice(id, [...starts])));
    } catch (error) {
      this.#hasMissed = true;
      throw error;
    }
  }

  /** Notifies every connection with watched devices that totals may have been lost. */
  sendMissed(): void {
    this.#hasMissed = false;
    for (const connection of this.#connections) {
      if (connection.watched.size > 0) connection.send({ type: 'totals-missed' });
    }
  }

  /** Unwatches devices for clients who no longer own them, and reports totals that could not be sent. */
  async checkWatchers(): Promise<void> {
    const watched = [...this.#connections.watched];
    const position = await this.#readModels.devices.position();
    if (this.#hasMissed) this.sendMissed();
    if (watched.length === 0 || position === this.#checkedAt) return;
    for (let from = 0; from < watched.length; from += DEVICE_BATCH_SIZE) {
      const ids = watched.slice(from, from + DEVICE_BATCH_SIZE);
      const devices = await this.#readModels.devices.findAll(ids);
      const byId = new Map(devices.map((device) => [device.id, device]));
      for (const id of ids) this.#watchersOf(id, byId.get(id));
    }
    this.#checkedAt = position;
  }

  async #relayDevice(deviceId: string, starts: readonly number[]): Promise<void> {
    const { consumption } = this.#readModels;
    const [totals, marked] = await Promise.all([
      consumption.hours(deviceId, starts),
      consumption.marks(deviceId, starts),
    ]);
    const marksOf = new Map(marked.map((marks) => [marks.hour, marks]));
    // Nothing is awaited after this, so that the current owner decides who receives the totals.
    const device = await this.#readModels.devices.find(deviceId);
    const watchers = this.#watchersOf(deviceId, device);
    if (!device) return;
    const limit = limitOf(device);
    const hours = localHours(device.timeZone);
    for (const { hour, total, readings } of totals) {
      const marks = marksOf.get(hour);
      const span = { start: hour, end: hours.endOf(hour) };
      const frame: ServerFrame = {
        type: 'hourly-total',
        deviceId,
        hour: new Date(hour).toISOString(),
        total: inKilowattHours(total),
        readings,
        exceeded: total > limit,
        estimated: marks?.isEstimated ?? false,
        suspect: marks?.suspect ?? 0,
        ...(marks?.isPartlyUnknown && { partlyUnknown: true }),
      };
      for (const connection of watchers) {
        if (viewOf(device, connection.actor)?.mayRead(span)) connection.send(frame);
      }
    }
  }

  /** The connections that watch a device and may; unwatches it for the others. */
  #watchersOf(deviceId: string, device: Device | undefined): readonly LiveConnection[] {
    const watchers = [...this.#connections.watching(deviceId)];
    for (const connection of watchers) {
      if (mayWatch(connection.actor, device)) continue;
      this.#connections.unwatch(connection, [deviceId]);
      connection.send({ type: 'unwatched', deviceId });
    }
    return watchers.filter(({ watched }) => watched.has(deviceId));
  }
}
