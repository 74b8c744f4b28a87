import type { StatementSync } from 'node:sqlite';
import { type EmbeddedDatabase, transact, translateSqliteErrors } from '@energy/engines';
import { editsOf, isDerived, sumOfHour } from '../hour-record.ts';
import {
  type EditedHour,
  type HourKey,
  type HourReview,
  hourKey,
  hourOfKey,
  READINGS_AT_ONCE,
  type ReviewedHours,
  type Sum,
  type WrongHour,
} from '../hour-review.ts';
import { changedHour, type RegisterHour } from '../register-hour.ts';
import { Checkpoint } from './checkpoint.ts';
import { MAX_BLOCKS } from './day-table.ts';
import { DEVICES_OF_A_BLOCK, decodeBlock, encodeBlock, type HourSum } from './hour-blocks.ts';
import type { PreviousHours } from './hour-migration.ts';
import {
  firstKeyOf,
  HOUR_TABLE,
  type HourPlace,
  type HourTable,
  type HourWriter,
  hourAt,
  placeOf,
  type SumCorrection,
} from './hour-table.ts';
import { type CheckedBlock, checkPlainBlock } from './plain-blocks.ts';
import { isDropped, type ReadingRetention } from './reading-retention.ts';
import { type RegisterMeters, RegisterRecording } from './register-recording.ts';

type StoredBlock = [key: number, hours: Uint8Array];

/** A key before all others. */
const BEFORE_ALL = Number.MIN_SAFE_INTEGER;

/** Sorts the progress of a rebuild behind that of earlier releases, which named the id of the device. */
const DEVICE_NUMBER = 'number ';
const MAX_DIGITS = String(MAX_BLOCKS * DEVICES_OF_A_BLOCK).length;

interface Reviewed {
  readonly reviewed: ReviewedHours;
  readonly end: HourPlace | undefined;
  /** Blocks with wrong hours, apart from those of registers. */
  readonly corrections: readonly SumCorrection[];
  /** Places of hours of registers that are wrong, or before wrong ones. */
  readonly wrongRegisters: readonly HourPlace[];
}

export interface HourReviewDependencies {
  readonly table: HourTable;
  readonly previous: PreviousHours;
  readonly retention: ReadingRetention;
  readonly registerMeters: RegisterMeters;
}

const BLOCKS_AT_ONCE = 64;

/** So many hours without readings end a step, too. */
const HOURS_AT_ONCE = 200_000;

export class SqliteHourReview implements HourReview {
  readonly name = HOUR_TABLE;
  readonly #db: EmbeddedDatabase;
  readonly #table: HourTable;
  readonly #previous: PreviousHours;
  readonly #retention: ReadingRetention;
  readonly #registerMeters: RegisterMeters;
  readonly #from: StatementSync;
  readonly #count: StatementSync;
  readonly #extent: StatementSync;
  readonly #rebuilt: Checkpoint;

  constructor(db: EmbeddedDatabase, dependencies: HourReviewDependencies) {
    const { table, previous, retention } = dependencies;
    this.#db = db;
    this.#registerMeters = dependencies.registerMeters;
    this.#table = table;
    this.#previous = previous;
    this.#retention = retention;
    // One row for many blocks takes half of the time of a row each, and leaves less garbage.
    this.#from = db.prepare(`
      SELECT json_group_array(key) AS keys, json_group_array(length(hours)) AS lengths,
             CAST(group_concat(hours, '') AS BLOB) AS hours
      FROM (SELECT key, hours FROM ${HOUR_TABLE} WHERE key >= ? ORDER BY key LIMIT ${BLOCKS_AT_ONCE})`);
    this.#count = db.prepare(`SELECT coalesce(sum(devices), 0) AS count FROM ${HOUR_TABLE}`);
    this.#extent = db.prepare(`
      SELECT (SELECT min(key) FROM ${HOUR_TABLE}) AS first,
             (SELECT max(key) FROM ${HOUR_TABLE}) AS last`);
    this.#rebuilt = new Checkpoint(db, this.name);
  }

  async next(after: HourKey | undefined): Promise<ReviewedHours> {
    return this.#look(after === undefined ? BEFORE_ALL : this.#keyAfter(after)).reviewed;
  }

  /** Locks the database only to write corrections and progress: others may write while hours are added up. */
  async rebuildNext(): Promise<ReviewedHours> {
    const { reviewed, end, corrections, wrongRegisters } = this.#look(this.#nextToRebuild());
    await transact(this.#db, () => {
      const writer = this.#table.writer();
      const recordStart = this.#recordStart();
      for (const correction of corrections) {
        if (writer.correct(correction)) continue;
        addUpAgain(correction.key, { writer, recordStart });
      }
      this.#deriveAgain(wrongRegisters, writer);
      writer.store();
      if (end === undefined) this.#rebuilt.forget();
      else this.#rebuilt.advance(progressOf(end));
    });
    return reviewed;
  }

  async rebuiltTo(): Promise<HourKey | undefined> {
    const progress = this.#rebuilt.position();
    const place = progress === undefined ? undefined : placeOfProgress(progress);
    return place ? this.#keyAt(place) : progress;
  }

  async beginAnew(): Promise<void> {
    await transact(this.#db, () => this.#rebuilt.forget());
  }

  async count(): Promise<number> {
    return translateSqliteErrors(this.#db, () => this.#count.get()!.count as number);
  }

  async extent(): Promise<{ first: number; last: number } | undefined> {
    const { first, last } = translateSqliteErrors(this.#db, () => this.#extent.get()!);
    if (first === null) return undefined;
    const hour = (key: unknown) => hourAt({ key: key as number, slot: 0 }).hour;
    return { first: hour(first), last: hour(last) };
  }

  /** Reviews the blocks from a key on. */
  #look(start: number): Reviewed {
    this.#previous.expectNone();
    const found = new Findings(this.#registers());
    translateSqliteErrors(this.#db, () => {
      const recordStart = this.#recordStart();
      for (const [key, stored] of this.#blocksFrom(start)) {
        const plain = key < recordStart ? undefined : checkPlainBlock(stored);
        if (plain) found.addPlain(key, stored, plain);
        else this.#check(key, stored, { found, isDroppable: key < recordStart });
        if (found.readings >= READINGS_AT_ONCE || found.hours >= HOURS_AT_ONCE) break;
      }
    });
    const { hours, readings, dropped, edited, corrections, registers, end } = found;
    const wrongRegisterHours = registers.wrong.map((wrong) => this.#wrongRegisterHour(wrong));
    const describe = () => corrections.flatMap((correction) => this.#wrongHours(correction));
    const keyOfEnd = () => end && this.#keyAt(end);
    const reviewed = {
      hours,
      readings,
      dropped,
      wrongCount: found.wrong + wrongRegisterHours.length,
      // Takes a third of a rebuild, which only counts them.
      get wrong() {
        return [...describe(), ...wrongRegisterHours];
      },
      edited,
      through: end && hourAt(end).hour,
      get end() {
        return keyOfEnd();
      },
    };
    return { reviewed, end, corrections, wrongRegisters: registers.wrongPlaces };
  }

  *#blocksFrom(start: number): Generator<StoredBlock> {
    for (let from = start; ; ) {
      const row = this.#from.get(from)!;
      const keys: number[] = JSON.parse(row.keys as string);
      const lengths: number[] = JSON.parse(row.lengths as string);
      let at = 0;
      for (const [index, key] of keys.entries()) {
        const end = at + lengths[index]!;
        yield [key, (row.hours as Uint8Array).subarray(at, end)];
        at = end;
      }
      if (keys.length < BLOCKS_AT_ONCE) return;
      from = keys.at(-1)! + 1;
    }
  }

  #check(
    key: number,
    stored: Uint8Array,
    { found, isDroppable }: { readonly found: Findings; readonly isDroppable: boolean },
  ): void {
    const block = decodeBlock(stored);
    let wrong = 0;
    for (const [slot, hour] of block.entries()) {
      if (!hour) continue;
      const place = { key, slot };
      found.hours += 1;
      found.end = place;
      const isHourOfRegister = isDerived(hour.cells);
      if (isDroppable && (isDropped(hour) || isHourOfRegister)) {
        found.dropped += 1;
        continue;
      }
      const computed = sumOfHour(hour);
      if (isHourOfRegister) found.registers.check(place);
      else if (!isRight(hour, computed)) {
        block[slot] = { ...computed, cells: hour.cells };
        wrong += 1;
      }
      found.readings += computed.readings;
      const edits = editsOf(hour.cells);
      if (edits) found.edited.push({ ...this.#deviceHourAt(place), edits });
    }
    if (wrong === 0) return;
    found.wrong += wrong;
    found.corrections.push({ key, stored, corrected: encodeBlock(block) });
  }

  /** Checks the hours again, in the transaction of the caller: registers may have come since the review. */
  #deriveAgain(places: readonly HourPlace[], writer: HourWriter): void {
    const registers = this.#registers();
    for (const place of places) {
      const { hour, device } = hourAt(place);
      registers.put(device, registers.check(device, hour).hours);
    }
    registers.store(writer);
  }

  #registers(): RegisterRecording {
    const recordStart = this.#retention.recordStart();
    return new RegisterRecording(this.#table, this.#registerMeters, recordStart);
  }

  #wrongRegisterHour({ device, hour, computed }: WrongRegisterHour): WrongHour {
    const deviceId = this.#table.devices.idOf(device);
    const stored = this.#table.blockAt(placeOf(hour, device).key)[device % DEVICES_OF_A_BLOCK];
    const { total, readings } = changedHour({ deviceId, hour, registerHour: computed });
    return {
      deviceId,
      hour,
      stored: { total: BigInt(stored?.total ?? 0), readings: stored?.readings ?? 0 },
      computed: { total, readings },
    };
  }

  /** The first key of hours whose readings are all stored. */
  #recordStart(): number {
    const start = this.#retention.recordStart();
    return start === undefined ? Number.MIN_SAFE_INTEGER : firstKeyOf(start);
  }

  #keyAt(place: HourPlace): HourKey {
    const { deviceId, hour } = this.#deviceHourAt(place);
    return hourKey(deviceId, hour);
  }

  #deviceHourAt(place: HourPlace): { readonly deviceId: string; readonly hour: number } {
    const { hour, device } = hourAt(place);
    return { deviceId: this.#table.devices.idOf(device), hour };
  }

  /** The key of the first block to be rebuilt next. */
  #nextToRebuild(): number {
    const progress = this.#rebuilt.position();
    if (progress === undefined) return BEFORE_ALL;
    const place = placeOfProgress(progress);
    // An earlier release could end in the middle of a block.
    return place ? place.key + 1 : this.#keyAfter(progress) - 1;
  }

  /** The key behind the block of a device's hour; for an unknown device, that of the first block of the hour. */
  #keyAfter(key: HourKey): number {
    const { hour, deviceId } = hourOfKey(key);
    const device = this.#table.devices.find(deviceId);
    return device === undefined ? firstKeyOf(hour) : placeOf(hour, device).key + 1;
  }

  #wrongHours({ key, stored, corrected }: SumCorrection): WrongHour[] {
    const computed = decodeBlock(corrected);
    return decodeBlock(stored).flatMap((hour, slot) => {
      const right = computed[slot]!;
      if (isRight(hour!, right)) return [];
      return { ...this.#deviceHourAt({ key, slot }), stored: toSum(hour!), computed: toSum(right) };
    });
  }
}

/** What a review has found so far. */
class Findings {
  hours = 0;
  readings = 0;
  dropped = 0;
  wrong = 0;
  end: HourPlace | undefined;
  readonly edited: EditedHour[] = [];
  readonly corrections: SumCorrection[] = [];
  readonly registers: RegisterCheck;

  constructor(registers: RegisterRecording) {
    this.registers = new RegisterCheck(registers);
  }

  addPlain(key: number, stored: Uint8Array, block: CheckedBlock): void {
    this.hours += block.hours;
    this.readings += block.readings;
    this.wrong += block.wrong;
    this.end = { key, slot: block.lastSlot };
    if (block.corrected) this.corrections.push({ key, stored, corrected: block.corrected });
  }
}

/** Sorts as texts do: the engine keeps the greatest. */
function progressOf(place: HourPlace): string {
  const { hour, device } = hourAt(place);
  return hourKey(`${DEVICE_NUMBER}${String(device).padStart(MAX_DIGITS, '0')}`, hour);
}

/** `undefined` for the progress of an earlier release, which is the key of an hour. */
function placeOfProgress(progress: string): HourPlace | undefined {
  const { hour, deviceId: device } = hourOfKey(progress);
  if (!device.startsWith(DEVICE_NUMBER)) return undefined;
  return placeOf(hour, Number(device.slice(DEVICE_NUMBER.length)));
}

/** Adds up a block again within the caller's transaction, as it was changed since the review. */
function addUpAgain(
  key: number,
  { writer, recordStart }: { readonly writer: HourWriter; readonly recordStart: number },
): void {
  writer.change(key, (block) => {
    let isChanged = false;
    for (const [slot, hour] of block.entries()) {
      // Dropped since the review, with the right total.
      if (!hour || (key < recordStart && isDropped(hour))) continue;
      const computed = sumOfHour(hour);
      if (isRight(hour, computed)) continue;
      block[slot] = { ...computed, cells: hour.cells };
      isChanged = true;
    }
    return isChanged;
  });
}

function isRight(stored: HourSum, computed: HourSum): boolean {
  return stored.total === computed.total && stored.readings === computed.readings;
}

function toSum({ total, readings }: HourSum): Sum {
  return { total: BigInt(total), readings };
}

/** An hour of a register as it must be. */
interface WrongRegisterHour {
  readonly device: number;
  readonly hour: number;
  readonly computed: RegisterHour | undefined;
}

/** Derives hours of registers again, in the order of time, each once. */
class RegisterCheck {
  readonly wrong: WrongRegisterHour[] = [];
  readonly wrongPlaces: HourPlace[] = [];
  readonly #registers: RegisterRecording;
  /** The last hour that was derived, by device. */
  readonly #through = new Map<number, number>();

  constructor(registers: RegisterRecording) {
    this.#registers = registers;
  }

  check(place: HourPlace): void {
    const { hour, device } = hourAt(place);
    const before = this.#through.get(device) ?? Number.NEGATIVE_INFINITY;
    if (hour <= before) return;
    const { hours, through } = this.#registers.check(device, hour);
    this.#through.set(device, through);
    if (hours.size > 0) this.wrongPlaces.push(place);
    for (const [start, computed] of hours) {
      if (start > before) this.wrong.push({ device, hour: start, computed });
    }
  }
}
