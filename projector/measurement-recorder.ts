import { type EngineLog, retryForever } from '@energy/engines';
import {
  BatchLost,
  type MeasurementBatch,
  type MeasurementConsumer,
  type RejectedMessage,
} from '@energy/measurements';
import {
  type Alert,
  type Alerting,
  DescriptionsOutdated,
  type HourlyConsumption,
  type HourReading,
  type Recorded,
} from '@energy/read-models';
import { inSpan, type Tracing } from '@energy/service';
import type { DeviceRegistry } from './device-registry.ts';
import { MessageSorter } from './message-sorter.ts';

export interface MeasurementRecorderOptions {
  readonly queue: MeasurementConsumer;
  readonly consumption: HourlyConsumption;
  readonly devices: DeviceRegistry;
  /** Resolves when the devices of every event stored so far are known. */
  readonly caughtUp: () => Promise<void>;
  /** Resolves when devices are known as their meters are described since a change. */
  readonly descriptionsSince: (change: number) => Promise<void>;
  /** The highest number of an alert that anyone has marked as seen. */
  readonly seenThrough: () => number;
  readonly batchSize: number;
  readonly lingerMs: number;
  readonly log: EngineLog;
  readonly signal: AbortSignal;
  /** Called with every batch once it is stored, whether or not it is settled. */
  readonly onStored: (recorded: Recorded, readings: readonly HourReading[]) => void;
  /** Called with every batch once it is settled. */
  readonly onRecorded: (batch: RecordedBatch) => void;
  readonly tracing?: Tracing | undefined;
}

export interface RecordedBatch extends Omit<Recorded, 'outOfRange' | 'dropped' | 'changed'> {
  readonly messages: number;
  readonly rejected: readonly RejectedMessage[];
  /** From getting the batch to settling it, in milliseconds. */
  readonly took: number;
}

/**
 * Records the queue's readings until the signal aborts: each batch is stored and
 * taken off the queue after that. While an engine is away it keeps its batch and tries again.
 */
export async function recordMeasurements(options: MeasurementRecorderOptions): Promise<void> {
  const { queue, batchSize, lingerMs, signal } = options;
  const recording = { ...options, descriptions: { through: 0 } };
  for await (const batch of queue.consume({ batchSize, lingerMs, signal })) {
    try {
      const recorded = await recordTraced(batch, recording);
      if (recorded) options.onRecorded(recorded);
    } catch (error) {
      if (!signal.aborted) throw error;
      await batch.release();
    }
  }
}

interface Recording extends MeasurementRecorderOptions {
  /** The last change of a description that the known devices have. */
  readonly descriptions: { through: number };
}

/** As a span linked to those that published the messages, if they were traced. */
async function recordTraced(
  batch: MeasurementBatch,
  options: Recording,
): Promise<RecordedBatch | undefined> {
  const { tracing } = options;
  if (!tracing) return recordAsDescribed(batch, options);
  const from = batch.traceparents ?? [];
  const attributes = { 'messaging.batch.message_count': batch.bodies.length };
  const span = { kind: 'consumer', from, attributes } as const;
  return inSpan(tracing, 'record measurements', span, async (current) => {
    const recorded = await recordAsDescribed(batch, options);
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

/** Records a batch again from its beginning where the meter of a device was described otherwise in the meantime. */
async function recordAsDescribed(
  batch: MeasurementBatch,
  options: Recording,
): Promise<RecordedBatch | undefined> {
  for (;;) {
    try {
      return await recordBatch(batch, options);
    } catch (error) {
      if (!(error instanceof DescriptionsOutdated)) throw error;
      const { descriptions, descriptionsSince } = options;
      const through = descriptions.through;
      await retryForever('learn of new descriptions', () => descriptionsSince(through), options);
      descriptions.through = error.change;
    }
  }
}

/**
 * Stores the readings of a batch, then settles it. A kill in between, or between two groups of its readings, brings
 * the batch again; what is stored by then changes nothing.
 *
 * @returns `undefined` where the queue took the batch back: what was not stored by then is left to its next consumer
 */
async function recordBatch(
  batch: MeasurementBatch,
  options: Recording,
): Promise<RecordedBatch | undefined> {
  const startedAt = performance.now();
  const sorter = new MessageSorter({
    devices: options.devices,
    load: (ids) => retryForever('read devices', () => options.devices.load(ids), options),
    caughtUp: () => retryForever('learn of new devices', options.caughtUp, options),
  });
  const stored = { recorded: 0, corrected: 0, repeated: 0, raised: [] as Alert[] };
  for await (const group of sorter.groups(batch)) {
    const recorded = await retryForever(
      'record readings',
      () =>
        inSpan(options.tracing, 'store readings', { kind: 'client' }, () =>
          store(group.readings, batch, options),
        ),
      options,
    );
    if (!recorded) return undefined;
    options.onStored(recorded, group.readings);
    sorter.rejectOutOfRange(recorded.outOfRange, group);
    sorter.rejectDropped(recorded.dropped, group);
    stored.recorded += recorded.recorded;
    stored.corrected += recorded.corrected;
    stored.repeated += recorded.repeated;
    for (const alert of recorded.raised) stored.raised.push(alert);
  }
  const { rejected } = sorter;
  await retryForever('take a batch off the queue', () => batch.settle(rejected), options);
  const took = performance.now() - startedAt;
  return { ...stored, messages: batch.bodies.length, rejected, took };
}

async function store(
  readings: readonly HourReading[],
  batch: MeasurementBatch,
  options: Recording,
): Promise<Recorded | undefined> {
  try {
    return await options.consumption.record(readings, alertingBy(options), {
      assertOwned: () => batch.assertOwned(),
      describedThrough: options.descriptions.through,
    });
  } catch (error) {
    if (!(error instanceof BatchLost)) throw error;
    options.log.warn(`${readings.length} readings were not recorded: ${error.message}.`);
    return undefined;
  }
}

/** Alerts are raised by the devices as they are known now. */
export function alertingBy({
  devices,
  seenThrough,
}: Pick<MeasurementRecorderOptions, 'devices' | 'seenThrough'>): Alerting {
  return {
    ruleOf: (deviceId, hour) => devices.alertRuleOf(deviceId, hour),
    now: Date.now(),
    numbersAbove: seenThrough(),
  };
}
