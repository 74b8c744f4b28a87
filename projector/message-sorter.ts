import { setImmediate as nextTurn } from 'node:timers/promises';
import { localHours } from '@energy/domain';
import {
  type MeasurementBatch,
  type MessagePart,
  type ReceivedReading,
  type RejectedMessage,
  readMessage,
  type Unreadable,
} from '@energy/measurements';
import type { HourReading } from '@energy/read-models';
import type { DeviceRegistry } from './device-registry.ts';
import { MeterRules } from './meter-rules.ts';

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

const DEFAULT_METER = new MeterRules({}, localHours('UTC'));

export interface SortingOptions {
  readonly devices: Pick<DeviceRegistry, 'find' | 'isKnown'>;
  /** Makes registered devices known; resolves to whether all are registered. */
  readonly load: (ids: ReadonlySet<string>) => Promise<boolean>;
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

interface ParsedMessage {
  readonly body: Uint8Array;
  readonly parts: readonly MessagePart[];
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
    let messages: ParsedMessage[] = [];
    let parsed = 0;
    let turnBegan = performance.now();
    for (const [index, body] of bodies.entries()) {
      const parts = await readMessage(body, Date.now());
      messages.push({ body, parts, routingKey: routingKeys?.[index] });
      parsed += parts.length;
      if (parsed >= MAX_STORED_AT_ONCE) {
        yield await this.#sort(messages);
        messages = [];
        parsed = 0;
      }
      if (performance.now() - turnBegan > MAX_TURN_MS) {
        await nextTurn();
        turnBegan = performance.now();
      }
    }
    yield await this.#sort(messages);
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

  /** Rejects the readings of a stored group whose hours have dropped theirs. */
  rejectDropped(dropped: readonly HourReading[], { readings, sources }: ReadingGroup): void {
    if (dropped.length === 0) return;
    const left = new Set(dropped);
    for (const [index, reading] of readings.entries()) {
      if (!left.has(reading)) continue;
      const month = new Date(reading.hour).toISOString().slice(0, 7);
      const detail = `The readings of ${month} are no longer stored (READINGS_KEPT_MONTHS): its hours cannot be corrected.`;
      this.rejected.push(rejection(sources[index]!, { reason: 'reading-dropped', detail }));
    }
  }

  async #sort(messages: readonly ParsedMessage[]): Promise<ReadingGroup> {
    await this.#load(messages);
    const group: ReadingGroup = { readings: [], sources: [] };
    for (const message of messages) this.#sortMessage(message, group);
    return group;
  }

  /** Makes the devices of messages known. Catches up with the events first if some are unknown. */
  async #load(messages: readonly ParsedMessage[]): Promise<void> {
    const { devices, caughtUp, load } = this.#options;
    // Only the unknown ones: a set of all would take 0.5 µs a reading.
    const ids = new Set<string>();
    for (const { parts } of messages) {
      for (const { outcome } of parts) {
        if ('deviceId' in outcome && !devices.isKnown(outcome.deviceId)) ids.add(outcome.deviceId);
      }
    }
    if (ids.size === 0) return;
    if ((await load(ids)) || this.#hasCaughtUp) return;
    await caughtUp();
    this.#hasCaughtUp = true;
    await load(ids);
  }

  #sortMessage({ body, parts, routingKey }: ParsedMessage, group: ReadingGroup): void {
    const recordable: ReadingGroup = { readings: [], sources: [] };
    const rejected: RejectedMessage[] = [];
    for (const part of parts) {
      const source = { part, routingKey };
      const placed = 'reason' in part.outcome ? part.outcome : this.#place(part.outcome);
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

  /** Finds the hour of a reading. */
  #place(reading: ReceivedReading): HourReading | Unreadable {
    const { deviceId, at, energy, isEstimated } = reading;
    const device = this.#options.devices.find(deviceId);
    if (!device) {
      return { reason: 'device-unknown', detail: `No device ${deviceId} is registered.` };
    }
    if (at >= device.endsAt) {
      const since = new Date(device.endsAt).toISOString();
      const detail = `The device ${deviceId} was decommissioned at ${since}.`;
      return { reason: 'device-decommissioned', detail };
    }
    const { hours, meter } = device;
    const { timeZone } = hours;
    if (!meter && energy !== undefined && reading.reads !== 'register') {
      const hour = hours.startOf(at);
      return isEstimated
        ? { deviceId, hour, at, energy, timeZone, isEstimated }
        : { deviceId, hour, at, energy, timeZone };
    }
    const interpreted = (meter ?? DEFAULT_METER).interpret(reading);
    if ('reason' in interpreted) return interpreted;
    const { within, isSuspect, register } = interpreted;
    return {
      deviceId,
      hour: hours.startOf(within),
      at,
      energy: interpreted.energy,
      timeZone,
      ...(isSuspect && { isSuspect }),
      ...(isEstimated && { isEstimated }),
      ...(register && { register }),
    };
  }
}

function rejection(
  { part: { body, element }, routingKey }: Source,
  { reason, detail }: Unreadable,
): RejectedMessage {
  const place = element === undefined ? '' : `Element ${element} of the array: `;
  return { body, reason, detail: place + detail, routingKey };
}
