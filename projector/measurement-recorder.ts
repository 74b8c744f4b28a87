import { type EngineLog, untilItSucceeds } from '@energy/engines';
import {
  BatchLost,
  type MeasurementBatch,
  type MeasurementQueue,
  type Reading,
  type RejectedMessage,
  type RejectionReason,
  readMeasurement,
} from '@energy/measurements';
import type { Alerting, HourlyConsumption, HourReading, Recorded } from '@energy/read-models';
import { inSpan, type Tracing } from '@energy/service';
import type { KnownDevices } from './known-devices.ts';

export interface MeasurementRecorderOptions {
  readonly queue: MeasurementQueue;
  readonly consumption: HourlyConsumption;
  readonly devices: KnownDevices;
  /** Resolves when the devices of every event stored so far are known. */
  readonly caughtUp: () => Promise<void>;
  readonly batchSize: number;
  readonly lingerMs: number;
  readonly log: EngineLog;
  readonly signal: AbortSignal;
  /** Told of every batch once it is stored, whether or not it comes off the queue. */
  readonly onStored: (recorded: Recorded, readings: readonly HourReading[]) => void;
  /** Told of every batch once it is off the queue. */
  readonly onRecorded: (batch: RecordedBatch) => void;
  readonly tracing?: Tracing | undefined;
}

export interface RecordedBatch extends Omit<Recorded, 'outOfRange'> {
  readonly messages: number;
  readonly rejected: readonly RejectedMessage[];
  /** From getting the batch to settling it, in milliseconds. */
  readonly took: number;
}

/** A batch, sorted into what can be recorded and what never can. */
interface Sorted {
  readonly readings: HourReading[];
  /** The message of each reading, at the same index. */
  readonly bodies: Uint8Array[];
  readonly rejected: RejectedMessage[];
}

/**
 * Records the queue's readings until the signal aborts: each batch is stored in one transaction and
 * taken off the queue after that. While an engine is away it keeps its batch and tries again.
 */
export async function recordMeasurements(options: MeasurementRecorderOptions): Promise<void> {
  const { queue, batchSize, lingerMs, signal } = options;
  for await (const batch of queue.consume({ batchSize, lingerMs, signal })) {
    try {
      const recorded = await recordTraced(batch, options);
      if (recorded) options.onRecorded(recorded);
    } catch (error) {
      if (!signal.aborted) throw error;
      await batch.release();
    }
  }
}

/** As a span that goes on from those that published the messages, where anything is traced. */
async function recordTraced(
  batch: MeasurementBatch,
  options: MeasurementRecorderOptions,
): Promise<RecordedBatch | undefined> {
  const { tracing } = options;
  if (!tracing) return recordBatch(batch, options);
  const from = batch.traceparents ?? [];
  const attributes = { 'messaging.batch.message_count': batch.bodies.length };
  const span = { kind: 'consumer', from, attributes } as const;
  return inSpan(tracing, 'record measurements', span, async (current) => {
    const recorded = await recordBatch(batch, options);
    if (!recorded) return undefined;
    current?.add({
      'energy.readings.recorded': recorded.recorded,
      'energy.readings.corrected': recorded.corrected,
      'energy.readings.repeated': recorded.repeated,
      'energy.messages.rejected': recorded.rejected.length,
    });
    return recorded;
  });
}

/** Resolves to `undefined` where the queue took the batch back meanwhile: nothing was recorded. */
async function recordBatch(
  batch: MeasurementBatch,
  options: MeasurementRecorderOptions,
): Promise<RecordedBatch | undefined> {
  const startedAt = performance.now();
  const sorted = await sort(batch.bodies, options);
  const recorded = await untilItSucceeds(
    'record readings',
    () =>
      inSpan(options.tracing, 'store readings', { kind: 'client' }, () =>
        store(sorted.readings, batch, options),
      ),
    options,
  );
  if (!recorded) return undefined;
  options.onStored(recorded, sorted.readings);
  const rejected = [...sorted.rejected, ...withoutRoom(recorded.outOfRange, sorted)];
  await untilItSucceeds('take a batch off the queue', () => batch.settle(rejected), options);
  const took = performance.now() - startedAt;
  return { ...recorded, messages: batch.bodies.length, rejected, took };
}

async function store(
  readings: readonly HourReading[],
  batch: MeasurementBatch,
  { consumption, devices, log }: MeasurementRecorderOptions,
): Promise<Recorded | undefined> {
  try {
    return await consumption.record(readings, alertingBy(devices), () => batch.assertOwned());
  } catch (error) {
    if (!(error instanceof BatchLost)) throw error;
    log.warn(`${readings.length} readings were not recorded: ${error.message}.`);
    return undefined;
  }
}

/** Alerts are raised by the devices as they are known now. */
function alertingBy(devices: KnownDevices): Alerting {
  return { ruleOf: (deviceId, hour) => devices.alertRuleOf(deviceId, hour), now: Date.now() };
}

async function sort(
  bodies: readonly Uint8Array[],
  options: MeasurementRecorderOptions,
): Promise<Sorted> {
  const sorted: Sorted = { readings: [], bodies: [], rejected: [] };
  const ofUnknown: [Reading, Uint8Array][] = [];
  const now = Date.now();
  for (const body of bodies) {
    const result = readMeasurement(body, now);
    if ('reason' in result) sorted.rejected.push({ body, ...result });
    else if (!place(result, body, sorted, options.devices)) ofUnknown.push([result, body]);
  }
  if (ofUnknown.length > 0) await sortOfUnknown(ofUnknown, sorted, options);
  return sorted;
}

/** Readings of devices that may have been registered only now: asks again after catching up. */
async function sortOfUnknown(
  readings: readonly [Reading, Uint8Array][],
  sorted: Sorted,
  options: MeasurementRecorderOptions,
): Promise<void> {
  await untilItSucceeds('learn of new devices', options.caughtUp, options);
  for (const [reading, body] of readings) {
    if (place(reading, body, sorted, options.devices)) continue;
    const detail = `No device ${reading.deviceId} is registered.`;
    sorted.rejected.push(rejection(body, 'device-unknown', detail));
  }
}

/** Puts a reading where it belongs; false where its device is not known. */
function place(reading: Reading, body: Uint8Array, sorted: Sorted, devices: KnownDevices): boolean {
  const { deviceId, at, energy } = reading;
  const device = devices.find(deviceId);
  if (!device) return false;
  if (at >= device.endsAt) {
    const since = new Date(device.endsAt).toISOString();
    const detail = `The device ${deviceId} was decommissioned at ${since}.`;
    sorted.rejected.push(rejection(body, 'device-decommissioned', detail));
    return true;
  }
  sorted.readings.push({ deviceId, hour: device.hours.startOf(at), at, energy });
  sorted.bodies.push(body);
  return true;
}

function withoutRoom(outOfRange: readonly HourReading[], sorted: Sorted): RejectedMessage[] {
  if (outOfRange.length === 0) return [];
  const left = new Set(outOfRange);
  const detail = 'The hour has no room for it: too many readings, or a total that is too large.';
  return sorted.bodies
    .filter((_, index) => left.has(sorted.readings[index]!))
    .map((body) => rejection(body, 'hour-out-of-range', detail));
}

function rejection(body: Uint8Array, reason: RejectionReason, detail: string): RejectedMessage {
  return { body, reason, detail };
}
