import { localHours } from '@energy/domain';
import type { HourlyTotalChanged } from '@energy/live-feed';
import type { Device, ReadModels } from '@energy/read-models';
import { inKilowattHours, limitOf } from '../consumption-of-day.ts';
import { viewOf } from '../device-view.ts';
import { mayWatch } from './audience.ts';
import type { LiveConnection } from './connection.ts';
import type { LiveConnections } from './connections.ts';
import type { ServerFrame } from './frames.ts';

/** How many devices are looked up at once. */
const DEVICES_AT_ONCE = 1_000;

export interface TotalRelayOptions {
  readonly readModels: Pick<ReadModels, 'consumption' | 'devices'>;
  readonly connections: LiveConnections;
}

/**
 * Passes hourly totals on to whoever watches their devices. What an hour adds up to is read where it is
 * stored, so that notices which overtake each other change nothing. All methods throw EngineUnavailable
 * while the read models are away.
 */
export class TotalRelay {
  readonly #readModels: TotalRelayOptions['readModels'];
  readonly #connections: LiveConnections;
  /** How far the devices had been projected when their watchers were last checked. */
  #checkedAt: string | undefined;
  #hasMissed = false;

  constructor({ readModels, connections }: TotalRelayOptions) {
    this.#readModels = readModels;
    this.#connections = connections;
  }

  /** Passes on what hours add up to now that have changed. */
  async passOn(changed: readonly HourlyTotalChanged[]): Promise<void> {
    const hours = new Map<string, Set<number>>();
    for (const { deviceId, hour } of changed) {
      if (this.#connections.watching(deviceId).size === 0) continue;
      hours.set(deviceId, (hours.get(deviceId) ?? new Set()).add(hour));
    }
    try {
      await Promise.all(Array.from(hours, ([id, starts]) => this.#passOnOf(id, [...starts])));
    } catch (error) {
      this.#hasMissed = true;
      throw error;
    }
  }

  /** Tells whoever watches anything that totals may have been missed. */
  tellMissed(): void {
    this.#hasMissed = false;
    for (const connection of this.#connections) {
      if (connection.watched.size > 0) connection.send({ type: 'totals-missed' });
    }
  }

  /** Lets nobody watch a device that is theirs no longer; tells of what could not be passed on. */
  async checkWatchers(): Promise<void> {
    const watched = [...this.#connections.watched];
    const position = await this.#readModels.devices.position();
    if (this.#hasMissed) this.tellMissed();
    if (watched.length === 0 || position === this.#checkedAt) return;
    for (let from = 0; from < watched.length; from += DEVICES_AT_ONCE) {
      const ids = watched.slice(from, from + DEVICES_AT_ONCE);
      const devices = await this.#readModels.devices.findAll(ids);
      const byId = new Map(devices.map((device) => [device.id, device]));
      for (const id of ids) this.#watchersOf(id, byId.get(id));
    }
    this.#checkedAt = position;
  }

  async #passOnOf(deviceId: string, starts: readonly number[]): Promise<void> {
    const totals = await this.#readModels.consumption.hours(deviceId, starts);
    // Nothing is awaited after this: who owns the device now decides who hears.
    const device = await this.#readModels.devices.find(deviceId);
    const watchers = this.#watchersOf(deviceId, device);
    if (!device) return;
    const limit = limitOf(device);
    const hours = localHours(device.timeZone);
    for (const { hour, total, readings } of totals) {
      const span = { start: hour, end: hours.endOf(hour) };
      const frame: ServerFrame = {
        type: 'hourly-total',
        deviceId,
        hour: new Date(hour).toISOString(),
        total: inKilowattHours(total),
        readings,
        exceeded: total > limit,
      };
      for (const connection of watchers) {
        if (viewOf(device, connection.actor)?.mayRead(span)) connection.send(frame);
      }
    }
  }

  /** Those who watch a device and may; it is taken from the others. */
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
