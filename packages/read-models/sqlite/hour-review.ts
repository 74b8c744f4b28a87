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
  type WrongHour,
} from '../hour-review.ts';
import { changedHour, type RegisterHour } from '../register-hour.ts';
import { Checkpoint } from './checkpoint.ts';
import { BlockReader, DEVICES_OF_A_BLOCK, type HourSum } from './hour-blocks.ts';
import type { PreviousHours } from './hour-migration.ts';
import {
  firstKeyOf,
  HOUR_TABLE,
  type HourPlace,
  type HourTable,
  type HourWriter,
  hourAt,
  placeOf,
} from './hour-table.ts';
import { isDropped, type ReadingRetention } from './reading-retention.ts';
import { type RegisterMeters, RegisterRecording } from './register-recording.ts';

type StoredBlock = [key: number, hours: Uint8Array];

/** A place before all hours. */
const BEFORE_ALL: HourPlace = { key: Number.MIN_SAFE_INTEGER, slot: 0 };

interface Reviewed {
  readonly reviewed: ReviewedHours;
  /** Places of the wrong hours, apart from those of registers. */
  readonly wrong: readonly HourPlace[];
  /** Places of hours of registers that are wrong, or before wrong ones. */
  readonly wrongRegisters: readonly HourPlace[];
}

export interface HourReviewDependencies {
  readonly table: HourTable;
  readonly previous: PreviousHours;
  readonly retention: ReadingRetention;
  readonly registerMeters: RegisterMeters;
}

const NO_CELLS = new Uint8Array();

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
    this.#from = db.prepare(`SELECT key, hours FROM ${HOUR_TABLE} WHERE key >= ? ORDER BY key`);
    this.#from.setReturnArrays(true);
    this.#count = db.prepare(`SELECT coalesce(sum(devices), 0) AS count FROM ${HOUR_TABLE}`);
    this.#extent = db.prepare(`
      SELECT (SELECT min(key) FROM ${HOUR_TABLE}) AS first,
             (SELECT max(key) FROM ${HOUR_TABLE}) AS last`);
    this.#rebuilt = new Checkpoint(db, this.name);
  }

  async next(after: HourKey | undefined): Promise<ReviewedHours> {
    return this.#look(after).reviewed;
  }

  /** Locks the database only to write corrections and progress: others may write while hours are added up. */
  async rebuildNext(): Promise<ReviewedHours> {
    const { reviewed, wrong, wrongRegisters } = this.#look(await this.rebuiltTo());
    await transact(this.#db, () => {
      const writer = this.#table.writer();
      const recordStart = this.#recordStart();
      for (const [key, slots] of slotsByBlock(wrong)) {
        addUpAgain(key, slots, { writer, recordStart });
      }
      this.#deriveAgain(wrongRegisters, writer);
      writer.store();
      if (reviewed.end === undefined) this.#rebuilt.forget();
      else this.#rebuilt.advance(reviewed.end);
    });
    return reviewed;
  }

  async rebuiltTo(): Promise<HourKey | undefined> {
    return this.#rebuilt.position();
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

  #look(after: HourKey | undefined): Reviewed {
    this.#previous.expectNone();
    const start = after === undefined ? BEFORE_ALL : this.#placeAfter(after);
    const wrong: WrongSum[] = [];
    const edited: EditedHour[] = [];
    const registers = new RegisterCheck(this.#registers());
    let hours = 0;
    let readings = 0;
    let dropped = 0;
    let end = undefined as HourPlace | undefined;
    translateSqliteErrors(this.#db, () => {
      const recordStart = this.#recordStart();
      for (const { key, stored } of this.#hoursFrom(start)) {
        hours += 1;
        const place = { key, slot: stored.slot };
        end = place;
        // Those of most hours are added up where they are, without an object for each hour's cells.
        const plain = key < recordStart ? undefined : stored.sumPlainCells();
        const cells = plain ? NO_CELLS : stored.takeCells();
        const hour = { readings: stored.readings, total: stored.total, cells };
        if (key < recordStart && (isDropped(hour) || isDerived(cells))) dropped += 1;
        else {
          const computed = plain ?? sumOfHour(hour);
          if (isDerived(cells)) registers.check(place);
          else if (!isRight(hour, computed)) {
            wrong.push({ place, stored: hour, computed });
          }
          readings += computed.readings;
          const edits = editsOf(cells);
          if (edits) edited.push({ ...this.#deviceHourAt(place), edits });
        }
        if (readings >= READINGS_AT_ONCE || hours >= HOURS_AT_ONCE) break;
      }
    });
    const wrongRegisterHours = registers.wrong.map((found) => this.#wrongRegisterHour(found));
    const describe = () => wrong.map((found) => this.#wrongHour(found));
    const reviewed = {
      hours,
      readings,
      dropped,
      wrongCount: wrong.length + wrongRegisterHours.length,
      // Takes a third of a rebuild, which only counts them.
      get wrong() {
        return [...describe(), ...wrongRegisterHours];
      },
      edited,
      end: end && this.#keyAt(end),
    };
    return {
      reviewed,
      wrong: wrong.map(({ place }) => place),
      wrongRegisters: registers.wrongPlaces,
    };
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

  /** The stored hours from a place on. Take, skip or add up the cells of each. */
  *#hoursFrom({ key: first, slot: firstSlot }: HourPlace) {
    const blocks = this.#from.iterate(first);
    for (const [key, bytes] of blocks as Iterable<unknown> as Iterable<StoredBlock>) {
      const stored = new BlockReader(bytes);
      while (stored.next()) {
        if (key > first || stored.slot >= firstSlot) yield { key, stored };
        else stored.skipCells();
      }
    }
  }

  #keyAt(place: HourPlace): HourKey {
    const { deviceId, hour } = this.#deviceHourAt(place);
    return hourKey(deviceId, hour);
  }

  #deviceHourAt(place: HourPlace): { readonly deviceId: string; readonly hour: number } {
    const { hour, device } = hourAt(place);
    return { deviceId: this.#table.devices.idOf(device), hour };
  }

  /** Returns the place after a key; for an unknown device, the first place of its hour. */
  #placeAfter(key: HourKey): HourPlace {
    const { hour, deviceId } = hourOfKey(key);
    return placeOf(hour, (this.#table.devices.find(deviceId) ?? -1) + 1);
  }

  #wrongHour({ place, stored, computed }: WrongSum): WrongHour {
    const { total, readings } = computed;
    return {
      ...this.#deviceHourAt(place),
      stored: { total: BigInt(stored.total), readings: stored.readings },
      computed: { total: BigInt(total), readings },
    };
  }
}

/** The slots of places by the key of their block, in the order of keys. */
function slotsByBlock(places: readonly HourPlace[]): ReadonlyMap<number, readonly number[]> {
  const blocks = new Map<number, number[]>();
  for (const { key, slot } of places) {
    const slots = blocks.get(key);
    if (slots) slots.push(slot);
    else blocks.set(key, [slot]);
  }
  return blocks;
}

/** Adds up hours of a block again within the caller's transaction: readings recorded since the review count too. */
function addUpAgain(
  key: number,
  slots: readonly number[],
  { writer, recordStart }: { readonly writer: HourWriter; readonly recordStart: number },
): void {
  writer.change(key, (block) => {
    let isChanged = false;
    for (const slot of slots) {
      const hour = block[slot]!;
      // Dropped since the review, with the right total.
      if (key < recordStart && isDropped(hour)) continue;
      block[slot] = { ...sumOfHour(hour), cells: hour.cells };
      isChanged = true;
    }
    return isChanged;
  });
}

function isRight(stored: HourSum, computed: HourSum): boolean {
  return stored.total === computed.total && stored.readings === computed.readings;
}

/** A wrong hour, and its place. */
interface WrongSum {
  readonly place: HourPlace;
  readonly stored: HourSum;
  readonly computed: HourSum;
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
