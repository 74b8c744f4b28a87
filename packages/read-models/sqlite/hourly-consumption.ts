import { type EmbeddedDatabase, ReadCache, transact, translateSqliteErrors } from '@energy/engines';
import type { Position } from '@energy/event-store';
import type { Alert, Alerting } from '../alerts.ts';
import { type DescribedMeter, DescriptionsOutdated, placeEdits } from '../described-meter.ts';
import type { Hour } from '../hour.ts';
import { applyEdits } from '../hour-edits.ts';
import { decodeHour, encodeHour, isDerived } from '../hour-record.ts';
import type {
  ChangedHour,
  DescribeOptions,
  DropOptions,
  EditedHours,
  EditOptions,
  HourlyConsumption,
  HourReading,
  HourTotal,
  MarkedHour,
  MigrationProgress,
  RecordConditions,
  Recorded,
} from '../hourly-consumption.ts';
import { type Placed, put } from '../placed-readings.ts';
import type { HourEdit } from '../reading-edits.ts';
import { changedHour } from '../register-hour.ts';
import type { SqliteAlerts } from './alerts.ts';
import { Checkpoint } from './checkpoint.ts';
import { DescribedMeters } from './described-meters.ts';
import type { StoredHour } from './hour-blocks.ts';
import type { PreviousHours } from './hour-migration.ts';
import { SqliteHourReview } from './hour-review.ts';
import { SqliteHourScan } from './hour-scan.ts';
import { type HourTable, type HourWriter, placeOf } from './hour-table.ts';
import { MarkedHoursMigration } from './marked-hours-migration.ts';
import { ReadingRetention } from './reading-retention.ts';
import {
  type RegisterDevice,
  RegisterMeters,
  type RegisterRecord,
  RegisterRecording,
} from './register-recording.ts';

const READING_EDITS = 'reading_edits_1';
const DESCRIBED_METERS = 'described_meters_1';
const DAY_CACHE_SIZE = 1_000;
/** Of a day. Longer ranges would fill the memory with what is hardly ever read again. */
const MAX_CACHED_HOURS = 26;
const NO_CELLS = new Uint8Array();

/** Result of a batch so far. */
interface Outcome extends Placed {
  dropped: HourReading[];
  changed: ChangedHour[];
  raised: Alert[];
}

/** A batch that is being recorded, in one transaction. */
interface Recording {
  readonly writer: HourWriter;
  readonly alerting: Alerting | undefined;
  readonly outcome: Outcome;
}

/** A reading and the slot of its device. */
interface SlottedReading {
  readonly slot: number;
  readonly reading: HourReading;
}

/** A device's hour while its readings of a batch are added. */
interface OpenHour {
  /** The first reading of the hour in the batch. */
  readonly reading: HourReading;
  readonly hour: Hour;
  isChanged: boolean;
}

export interface HourlyConsumptionDependencies {
  readonly table: HourTable;
  readonly previous: PreviousHours;
  readonly alerts: SqliteAlerts;
}

export class SqliteHourlyConsumption implements HourlyConsumption {
  readonly review: SqliteHourReview;
  readonly scan: SqliteHourScan;
  readonly #db: EmbeddedDatabase;
  readonly #table: HourTable;
  readonly #previous: PreviousHours;
  readonly #alerts: SqliteAlerts;
  readonly #retention: ReadingRetention;
  readonly #registerMeters: RegisterMeters;
  readonly #editCheckpoint: Checkpoint;
  readonly #described: DescribedMeters;
  readonly #descriptionCheckpoint: Checkpoint;
  readonly #days: ReadCache<readonly HourTotal[]>;
  readonly #marks: ReadCache<readonly MarkedHour[]>;

  constructor(db: EmbeddedDatabase, dependencies: HourlyConsumptionDependencies) {
    this.#db = db;
    this.#table = dependencies.table;
    this.#previous = dependencies.previous;
    this.#alerts = dependencies.alerts;
    this.#registerMeters = new RegisterMeters(db);
    this.#retention = new ReadingRetention(db, {
      ...dependencies,
      registerMeters: this.#registerMeters,
    });
    this.#editCheckpoint = new Checkpoint(db, READING_EDITS);
    this.#described = new DescribedMeters(db, dependencies.table, this.#registerMeters);
    this.#descriptionCheckpoint = new Checkpoint(db, DESCRIBED_METERS);
    this.review = new SqliteHourReview(db, {
      ...dependencies,
      retention: this.#retention,
      registerMeters: this.#registerMeters,
    });
    this.scan = new SqliteHourScan(db, dependencies);
    this.#days = new ReadCache(db, { max: DAY_CACHE_SIZE });
    this.#marks = new ReadCache(db, { max: DAY_CACHE_SIZE });
  }

  async record(
    readings: readonly HourReading[],
    alerting?: Alerting,
    { assertOwned, describedThrough }: RecordConditions = {},
  ): Promise<Recorded> {
    const { outcome, assignment } = await transact(this.#db, () => {
      this.#previous.expectNone();
      assertOwned?.();
      if (describedThrough !== undefined) this.#expectNoChange(describedThrough);
      const assignment = this.#table.assignment();
      const outcome = nothing();
      const recordable = this.#withoutDropped(readings, outcome);
      const { blocks, registers } = readingsByBlock(recordable, assignment.numberOf);
      assignment.store();
      const recording = { writer: this.#table.writer(), alerting, outcome };
      // In the order of keys: neighbours are in the same pages.
      for (const key of Float64Array.from(blocks.keys()).sort()) {
        this.#recordBlock(key, blocks.get(key)!, recording);
      }
      if (registers.length > 0) this.#recordRegisters(registers, recording);
      recording.writer.store();
      return { outcome, assignment };
    });
    assignment.commit();
    return outcome;
  }

  async edit(
    edits: readonly HourEdit[],
    { alerting, position, replacesEarlier }: EditOptions = {},
  ): Promise<EditedHours> {
    const { outcome, assignment } = await transact(this.#db, () => {
      if (edits.length > 0) this.#previous.expectNone();
      const assignment = this.#table.assignment();
      const outcome = nothing();
      const start = this.#retention.recordStart() ?? Number.NEGATIVE_INFINITY;
      const editable = edits.filter(({ hour }) => hour >= start);
      const { registers, others } = this.#ofRegisters(this.#placed(editable), replacesEarlier);
      const blocks = editsByBlock(others, assignment.numberOf);
      assignment.store();
      const recording = { writer: this.#table.writer(), alerting, outcome };
      for (const [key, slots] of blocks)
        this.#editBlock(key, slots, { ...recording, replacesEarlier });
      if (registers.length > 0) this.#recordRegisters(registers, recording);
      recording.writer.store();
      if (position !== undefined) this.#editCheckpoint.advance(position);
      return { outcome, assignment };
    });
    assignment.commit();
    return outcome;
  }

  async editPosition(): Promise<Position | undefined> {
    return this.#editCheckpoint.position();
  }

  async migrate(
    onProgress: (progress: MigrationProgress) => void,
    signal: AbortSignal,
  ): Promise<void> {
    await this.#previous.migrate(onProgress, signal);
    await new MarkedHoursMigration(this.#db, this.#table).run(signal);
  }

  dropReadings(options: DropOptions): Promise<void> {
    return this.#retention.drop(options);
  }

  async recordStart(): Promise<number | undefined> {
    return this.#retention.recordStart();
  }

  async hasReadings(deviceId: string): Promise<boolean> {
    return this.#table.devices.find(deviceId) !== undefined;
  }

  async registerBefore(deviceId: string, at: number): Promise<number | undefined> {
    const device = this.#table.devices.find(deviceId);
    if (device === undefined) return undefined;
    const registers = this.#registers();
    return translateSqliteErrors(this.#db, () => registers.valueBefore(device, at));
  }

  /** Each device in a transaction of its own; those without readings together. */
  async describe(
    meters: readonly DescribedMeter[],
    { alerting, position, isRepeated = false }: DescribeOptions = {},
  ): Promise<EditedHours> {
    const outcome = nothing();
    for (const meter of meters) {
      if (this.#table.devices.find(meter.deviceId) === undefined) continue;
      await transact(this.#db, () => {
        this.#previous.expectNone();
        const device = this.#table.devices.find(meter.deviceId)!;
        if (!isRepeated && this.#described.isApplied(device, meter.revision)) return;
        this.#recount(meter, device, { alerting, outcome });
      });
    }
    await transact(this.#db, () => {
      // Readings that come from now on were placed by an earlier description.
      if (meters.length > 0) this.#described.addChange();
      if (position !== undefined) this.#descriptionCheckpoint.advance(position);
    });
    return outcome;
  }

  async describedPosition(): Promise<Position | undefined> {
    return this.#descriptionCheckpoint.position();
  }

  /** A transaction places all readings by one description. */
  async describedSince(): Promise<readonly string[]> {
    return [];
  }

  async placed(edits: readonly HourEdit[]): Promise<readonly HourEdit[]> {
    return translateSqliteErrors(this.#db, () => this.#placed(edits));
  }

  async hours(deviceId: string, starts: readonly number[]): Promise<readonly HourTotal[]> {
    if (starts.length > MAX_CACHED_HOURS) return this.#previous.totals(deviceId, starts);
    return this.#days.get(`${deviceId} ${starts}`, () => this.#previous.totals(deviceId, starts));
  }

  async marks(deviceId: string, starts: readonly number[]): Promise<readonly MarkedHour[]> {
    return this.#marks.get(`${deviceId} ${starts}`, () => this.#table.marks(deviceId, starts));
  }

  #expectNoChange(since: number): void {
    const changes = this.#described.changes();
    if (changes !== since) throw new DescriptionsOutdated(changes);
  }

  #placed(edits: readonly HourEdit[]): readonly HourEdit[] {
    const deviceIds = new Set(edits.map(({ deviceId }) => deviceId));
    return placeEdits(edits, this.#described.placements(deviceIds));
  }

  #recount(
    meter: DescribedMeter,
    device: number,
    { alerting, outcome }: Omit<Recording, 'writer'>,
  ): void {
    const writer = this.#table.writer();
    this.#described.apply(meter, device, {
      writer,
      recordStart: this.#retention.recordStart(),
      onChanged: (changed) => this.#noteChange(changed, { alerting, outcome }),
    });
    writer.store();
  }

  #withoutDropped(readings: readonly HourReading[], { dropped }: Outcome): readonly HourReading[] {
    const start = this.#retention.recordStart();
    if (start === undefined) return readings;
    return readings.filter((reading) => {
      if (reading.hour < start) dropped.push(reading);
      return reading.hour >= start;
    });
  }

  /** Records readings of one block, in the order of arrival. */
  #recordBlock(
    key: number,
    readings: readonly SlottedReading[],
    { writer, ...recording }: Recording,
  ): void {
    const { outcome } = recording;
    writer.change(key, (block) => {
      const slots = new Map<number, OpenHour>();
      for (const { slot, reading } of readings) {
        let open = slots.get(slot);
        if (!open) {
          open = {
            reading,
            hour: decodeHour(block[slot]?.cells ?? NO_CELLS),
            isChanged: false,
          };
          slots.set(slot, open);
        }
        if (put(reading, open.hour, outcome)) open.isChanged = true;
      }
      let isChanged = false;
      for (const [slot, open] of slots) {
        if (!open.isChanged) continue;
        isChanged = true;
        block[slot] = storedHour(open.hour);
        const { deviceId, hour } = open.reading;
        const { total, energies } = open.hour;
        const changed = { deviceId, hour, total: BigInt(total), readings: energies.size };
        this.#noteChange(changed, recording);
      }
      return isChanged;
    });
  }

  #editBlock(
    key: number,
    slots: ReadonlyMap<number, readonly [HourEdit, ...HourEdit[]]>,
    {
      writer,
      replacesEarlier = false,
      ...recording
    }: Recording & { readonly replacesEarlier: boolean | undefined },
  ): void {
    writer.change(key, (block) => {
      let isChanged = false;
      for (const [slot, edits] of slots) {
        const stored = block[slot];
        if (stored && isDerived(stored.cells)) continue;
        const after = applyEdits(decodeHour(stored?.cells ?? NO_CELLS), edits, { replacesEarlier });
        if (!after) continue;
        isChanged = true;
        block[slot] = storedHour(after);
        const { deviceId, hour } = edits[0];
        const { total, energies } = after;
        const changed = { deviceId, hour, total: BigInt(total), readings: energies.size };
        this.#noteChange(changed, recording);
      }
      return isChanged;
    });
  }

  /** Separates decisions about registers from the others, by device. */
  #ofRegisters(edits: readonly HourEdit[], replacesEarlier: boolean | undefined) {
    const registers: RegisterRecord[] = [];
    const others: HourEdit[] = [];
    for (const [deviceId, ofDevice] of Map.groupBy(edits, (edit) => edit.deviceId)) {
      const device = this.#table.devices.find(deviceId);
      const stored = device === undefined ? undefined : this.#registerMeters.find(device);
      if (device !== undefined && stored?.meter) {
        const { meter, timeZone } = stored;
        const described = { deviceId, device, meter, timeZone };
        registers.push({ device: described, readings: [], edits: ofDevice, replacesEarlier });
      } else others.push(...ofDevice);
    }
    return { registers, others };
  }

  #registers(): RegisterRecording {
    const recordStart = this.#retention.recordStart();
    return new RegisterRecording(this.#table, this.#registerMeters, recordStart);
  }

  #recordRegisters(devices: readonly RegisterRecord[], recording: Recording): void {
    const { writer, outcome } = recording;
    const registers = this.#registers();
    for (const record of devices) {
      for (const changed of registers.record(record, outcome)) {
        this.#noteChange(changedHour(changed), recording);
      }
    }
    registers.store(writer);
  }

  #noteChange(changed: ChangedHour, { alerting, outcome }: Omit<Recording, 'writer'>): void {
    const { deviceId, hour, total } = changed;
    outcome.changed.push(changed);
    const rule = alerting?.ruleOf(deviceId, hour);
    if (!alerting || !rule || total <= rule.limit) return;
    const alert = this.#alerts.raise(changed, rule, alerting);
    if (alert) outcome.raised.push(alert);
  }
}

function nothing(): Outcome {
  return {
    recorded: 0,
    corrected: 0,
    repeated: 0,
    outOfRange: [],
    dropped: [],
    changed: [],
    raised: [],
  };
}

function storedHour(hour: Hour): StoredHour {
  return { readings: hour.energies.size, total: hour.total, cells: encodeHour(hour) };
}

/** The readings of a device with a register, in the order of arrival. */
interface RegisterReadings {
  readonly device: RegisterDevice;
  readonly readings: HourReading[];
}

/** Groups decisions by the key of their row, and by slot. */
function editsByBlock(edits: readonly HourEdit[], numberOf: (deviceId: string) => number) {
  const blocks = new Map<number, Map<number, [HourEdit, ...HourEdit[]]>>();
  for (const edit of edits) {
    const { key, slot } = placeOf(edit.hour, numberOf(edit.deviceId));
    const slots = blocks.get(key) ?? new Map<number, [HourEdit, ...HourEdit[]]>();
    blocks.set(key, slots);
    const others = slots.get(slot);
    if (others) others.push(edit);
    else slots.set(slot, [edit]);
  }
  return blocks;
}

/** Groups readings by the key of their row, and those of registers by device, in the order of arrival. */
function readingsByBlock(
  readings: readonly HourReading[],
  numberOf: (deviceId: string, timeZone?: string) => number,
) {
  const blocks = new Map<number, SlottedReading[]>();
  const registers = new Map<string, RegisterReadings>();
  for (const reading of readings) {
    const { deviceId, timeZone, register: meter } = reading;
    const device = numberOf(deviceId, timeZone);
    if (meter) {
      const ofDevice = registers.get(deviceId);
      if (ofDevice) ofDevice.readings.push(reading);
      else {
        const described = { deviceId, device, timeZone: timeZone!, meter };
        registers.set(deviceId, { device: described, readings: [reading] });
      }
      continue;
    }
    const { key, slot } = placeOf(reading.hour, device);
    const block = blocks.get(key);
    if (block) block.push({ slot, reading });
    else blocks.set(key, [{ slot, reading }]);
  }
  return { blocks, registers: [...registers.values()] };
}
