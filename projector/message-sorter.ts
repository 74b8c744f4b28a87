import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  type MeasurementBatch,
  type MessagePart,
  type Reading,
  type RejectedMessage,
  readMessage,
  type Unreadable,
} from '@energy/measurements';
import type { HourReading } from '@energy/read-models';
import type { DeviceRegistry } from './device-registry.ts';

/**
 * Maximum number of readings stored in one transaction, exceeded by at most one message. Until it ends, other
 * writers wait and nothing else runs in this process: a lease must not expire within a transaction.
 */
const MAX_STORED_AT_ONCE = 20_000;
/**
 * Maximum number of rejected elements of a batch, which are in memory until it is settled. Beyond it, an array
 * with invalid elements becomes one dead letter as a whole, and none of its elements is recorded.
 */
const MAX_REJECTED_ELEMENTS = 20_000;
/** Maximum time of parsing without a pause, in which the process renews its leases. */
const MAX_TURN_MS = 20;

export interface SortingOptions {
  readonly devices: DeviceRegistry;
  /** Resolves when the devices of every event stored so far are known. */
  readonly caughtUp: () => Promise<void>;
}

/** Readings to be stored in one transaction, in the order in which they came. */
export interface ReadingGroup {
  readonly readings: HourReading[];
  /** Source of each reading, at the same index. */
  readonly sources: Source[];
}

/** A part of a message, and the routing key of the message. */
interface Source {
  readonly part: MessagePart;
  readonly routingKey: string | undefined;
}

type Messages = Pick<MeasurementBatch, 'bodies' | 'routingKeys'>;

/** Sorts the messages of one batch into readings to record and messages to reject. */
export class MessageSorter {
  /** Messages and elements that can never be recorded; complete when the groups have ended. */
  readonly rejected: RejectedMessage[] = [];
  readonly #options: SortingOptions;
  #hasCaughtUp = false;

  constructor(options: SortingOptions) {
    this.#options = options;
  }

  async *groups({ bodies, routingKeys }: Messages): AsyncGenerator<ReadingGroup> {
    let group: ReadingGroup = { readings: [], sources: [] };
    let turnBegan = performance.now();
    for (const [index, body] of bodies.entries()) {
      await this.#sort(body, routingKeys?.[index], group);
      if (group.readings.length >= MAX_STORED_AT_ONCE) {
        yield group;
        group = { readings: [], sources: [] };
      }
      if (performance.now() - turnBegan > MAX_TURN_MS) {
        await nextTurn();
        turnBegan = performance.now();
      }
    }
    yield group;
  }

  /** Rejects the readings of a stored group that would have overflowed the total of their hour. */
  rejectOutOfRange(outOfRange: readonly HourReading[], { readings, sources }: ReadingGroup): void {
    if (outOfRange.length === 0) return;
    const left = new Set(outOfRange);
    const detail = 'The hour has no room for it: too many readings, or a total that is too large.';
    for (const [index, reading] of readings.entries()) {
      if (left.has(reading)) {
        this.rejected.push(rejection(sources[index]!, { reason: 'hour-out-of-range', detail }));
      }
    }
  }

  async #sort(
    body: Uint8Array,
    routingKey: string | undefined,
    group: ReadingGroup,
  ): Promise<void> {
    const parts = await readMessage(body, Date.now());
    const recordable: ReadingGroup = { readings: [], sources: [] };
    const rejected: RejectedMessage[] = [];
    for (const part of parts) {
      const source = { part, routingKey };
      const placed = 'reason' in part.outcome ? part.outcome : await this.#place(part.outcome);
      if ('reason' in placed) {
        rejected.push(rejection(source, placed));
      } else {
        recordable.readings.push(placed);
        recordable.sources.push(source);
      }
    }
    const [first] = rejected;
    const isOverLimit = this.rejected.length + rejected.length > MAX_REJECTED_ELEMENTS;
    if (first && parts.length > 1 && isOverLimit) {
      const counts = `${rejected.length} of ${parts.length} elements cannot be recorded`;
      this.rejected.push({ ...first, body, detail: `${counts}. ${first.detail}` });
      return;
    }
    for (const each of rejected) this.rejected.push(each);
    for (const each of recordable.readings) group.readings.push(each);
    for (const each of recordable.sources) group.sources.push(each);
  }

  /** Finds the hour of a reading. Catches up with the events first if the device is unknown. */
  async #place({ deviceId, at, energy }: Reading): Promise<HourReading | Unreadable> {
    const { devices, caughtUp } = this.#options;
    let device = devices.find(deviceId);
    if (!device && !this.#hasCaughtUp) {
      await caughtUp();
      this.#hasCaughtUp = true;
      device = devices.find(deviceId);
    }
    if (!device) {
      return { reason: 'device-unknown', detail: `No device ${deviceId} is registered.` };
    }
    if (at >= device.endsAt) {
      const since = new Date(device.endsAt).toISOString();
      const detail = `The device ${deviceId} was decommissioned at ${since}.`;
      return { reason: 'device-decommissioned', detail };
    }
    const { hours } = device;
    return { deviceId, hour: hours.startOf(at), at, energy, timeZone: hours.timeZone };
  }
}

function rejection(
  { part: { body, element }, routingKey }: Source,
  { reason, detail }: Unreadable,
): RejectedMessage {
  const place = element === undefined ? '' : `Element ${element} of the array: `;
  return { body, reason, detail: place + detail, routingKey };
}
