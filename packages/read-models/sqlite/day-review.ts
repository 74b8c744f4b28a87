import type { StatementSync } from 'node:sqlite';
import { type CalendarDay, calendarDay, dayText } from '@energy/domain';
import { type EmbeddedDatabase, transact, translateSqliteErrors } from '@energy/engines';
import type { DayKey, DayReview, DaySum, ReviewedDays, WrongDay } from '../day-review.ts';
import { Checkpoint } from './checkpoint.ts';
import { type DayBlock, decodeDays, type StoredDay } from './day-blocks.ts';
import {
  DAY_TABLE,
  DayOfHour,
  type DayTable,
  dayKey,
  dayOfKey,
  MAX_BLOCKS,
  plus,
} from './day-table.ts';
import { NOT_BUILT } from './day-zones.ts';
import { DEVICES_OF_A_BLOCK, decodeTotals } from './hour-blocks.ts';
import type { PreviousHours } from './hour-migration.ts';
import { firstKeyOf, HOUR_TABLE, type HourTable, hourOfBlock } from './hour-table.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Local days start at most so long before or after the days of UTC. */
const MAX_OFFSET_MS = 16 * HOUR_MS;
/** The blocks of devices whose day is reviewed at once. */
const BLOCKS_AT_ONCE = 256;
/** A step ends after so many rows of hours. */
const ROWS_AT_ONCE = 10_000;

/** A day of some neighbouring blocks. */
interface Section {
  readonly day: CalendarDay;
  readonly firstBlock: number;
}

/** Blocks of a day by their number. */
type Blocks = Map<number, DayBlock>;

export class SqliteDayReview implements DayReview {
  readonly name = DAY_TABLE;
  readonly #db: EmbeddedDatabase;
  readonly #table: HourTable;
  readonly #days: DayTable;
  readonly #previous: PreviousHours;
  readonly #nextHour: StatementSync;
  readonly #hours: StatementSync;
  readonly #stored: StatementSync;
  readonly #hoursExtent: StatementSync;
  readonly #extent: StatementSync;
  readonly #count: StatementSync;
  readonly #rebuilt: Checkpoint;

  constructor(
    db: EmbeddedDatabase,
    { table, previous }: { readonly table: HourTable; readonly previous: PreviousHours },
  ) {
    this.#db = db;
    this.#table = table;
    this.#days = table.days;
    this.#previous = previous;
    this.#nextHour = db.prepare(`SELECT min(key) AS key FROM ${HOUR_TABLE} WHERE key >= ?`);
    this.#hours = db.prepare(`SELECT key, hours FROM ${HOUR_TABLE} WHERE key >= ? AND key < ?`);
    this.#stored = db.prepare(`SELECT key, days FROM ${DAY_TABLE} WHERE key >= ? AND key < ?`);
    this.#hoursExtent = db.prepare(`
      SELECT (SELECT min(key) FROM ${HOUR_TABLE}) AS first,
             (SELECT max(key) FROM ${HOUR_TABLE}) AS last,
             (SELECT devices FROM hour_devices_count) AS devices`);
    this.#extent = db.prepare(`
      SELECT (SELECT min(key) FROM ${DAY_TABLE}) AS first, (SELECT max(key) FROM ${DAY_TABLE}) AS last`);
    this.#count = db.prepare(`SELECT coalesce(sum(devices), 0) AS count FROM ${DAY_TABLE}`);
    this.#rebuilt = new Checkpoint(db, this.name);
  }

  async next(after: DayKey | undefined): Promise<ReviewedDays> {
    this.#previous.expectNone();
    return translateSqliteErrors(this.#db, () => {
      this.#db.exec('BEGIN');
      try {
        return this.#review(sectionAfter(after), () => {});
      } finally {
        this.#db.exec('COMMIT');
      }
    });
  }

  async rebuildNext(): Promise<ReviewedDays> {
    this.#previous.expectNone();
    return transact(this.#db, () => {
      const from = sectionAfter(this.#rebuilt.position());
      const reviewed = this.#review(from, (key, block) => this.#days.write(key, block));
      if (reviewed.end === undefined) this.#rebuilt.forget();
      else this.#rebuilt.advance(reviewed.end.key);
      return reviewed;
    });
  }

  async rebuiltTo(): Promise<CalendarDay | undefined> {
    return sectionAfter(this.#rebuilt.position())?.day;
  }

  async beginAnew(): Promise<void> {
    await transact(this.#db, () => this.#rebuilt.forget());
  }

  async count(): Promise<number> {
    return translateSqliteErrors(this.#db, () => this.#count.get()!.count as number);
  }

  async extent(): Promise<{ first: CalendarDay; last: CalendarDay } | undefined> {
    return translateSqliteErrors(this.#db, () => this.storedExtent());
  }

  /** The first and the last stored day. */
  storedExtent(): { readonly first: CalendarDay; readonly last: CalendarDay } | undefined {
    const { first, last } = this.#extent.get()!;
    if (first === null) return undefined;
    return { first: dayOfKey(first as number).day, last: dayOfKey(last as number).day };
  }

  /**
   * Compares sections from one on, within a transaction.
   *
   * @param correct receives each wrong block as it should be
   */
  #review(
    from: Section | undefined,
    correct: (key: number, block: DayBlock) => void,
  ): ReviewedDays {
    const builtTo = this.#days.builtTo();
    const bounds = this.#bounds(builtTo);
    if (!bounds) return { days: 0, wrong: [], end: undefined };
    const wrong: WrongDay[] = [];
    let days = 0;
    let rows = 0;
    let section = from ?? { day: bounds.firstDay, firstBlock: 0 };
    while (section.day <= bounds.lastDay && rows < ROWS_AT_ONCE) {
      const computed = this.#computed(section, builtTo);
      const stored = this.#storedBlocks(section);
      rows += 1 + computed.rows;
      for (const block of new Set([...computed.blocks.keys(), ...stored.keys()])) {
        const compared = {
          computed: computed.blocks.get(block) ?? [],
          stored: stored.get(block) ?? [],
        };
        const found = this.#compare({ day: section.day, block }, compared);
        days += found.days;
        wrong.push(...found.wrong);
        if (found.wrong.length > 0) correct(dayKey(section.day, block), compared.computed);
      }
      section = sectionBehind(section, bounds.blocks);
    }
    const end =
      section.day > bounds.lastDay ? undefined : { key: keyOf(section), day: section.day };
    return { days, wrong, end };
  }

  /** The days and blocks that can have hours or stored days. */
  #bounds(builtTo: number) {
    const { first, last, devices } = this.#hoursExtent.get()!;
    const stored = this.storedExtent();
    const blocks = Math.ceil((devices as number) / DEVICES_OF_A_BLOCK);
    if (first === null && !stored) return undefined;
    const lastHour = Math.min(last === null ? 0 : (last as number), builtTo);
    const firstDay = first === null ? stored!.first : this.#dayBefore(first as number);
    return {
      firstDay: Math.min(firstDay, stored?.first ?? firstDay),
      lastDay: Math.max(this.#dayBefore(lastHour) + 2, stored?.last ?? Number.NEGATIVE_INFINITY),
      blocks,
    };
  }

  /** The earliest day of any zone that can contain an hour. */
  #dayBefore(key: number): CalendarDay {
    return Math.floor(hourOfBlock(key).hour / DAY_MS) - 1;
  }

  #computed(section: Section, builtTo: number): { blocks: Blocks; rows: number } {
    const { zones } = this.#days;
    const dayOfHour = new DayOfHour();
    const blocks: Blocks = new Map();
    let rows = 0;
    for (const row of this.#hoursOf(section, builtTo)) {
      rows += 1;
      const { hour, block } = hourOfBlock(row.key);
      for (const [slot, stored] of decodeTotals(row.hours).entries()) {
        if (!stored) continue;
        const zone = zones.of(block * DEVICES_OF_A_BLOCK + slot) ?? NOT_BUILT;
        if (zone === NOT_BUILT || dayOfHour.of(zone, hour) !== section.day) continue;
        let days = blocks.get(block);
        if (!days) {
          days = [];
          blocks.set(block, days);
        }
        days[slot] = plus(days[slot], { ...stored, hours: 1 });
      }
    }
    return { blocks, rows };
  }

  /** The hours that can belong to a section, as far as the stored days contain them. */
  *#hoursOf({ day, firstBlock }: Section, builtTo: number) {
    const end = Math.min(builtTo, firstKeyOf((day + 1) * DAY_MS + MAX_OFFSET_MS));
    let key = this.#nextHour.get(firstKeyOf(day * DAY_MS - MAX_OFFSET_MS))!.key as number | null;
    while (key !== null && key < end) {
      const { hour } = hourOfBlock(key);
      const first = firstKeyOf(hour) + firstBlock;
      const rows = this.#hours.iterate(first, Math.min(end, first + BLOCKS_AT_ONCE));
      yield* rows as unknown as Iterable<{ key: number; hours: Uint8Array }>;
      key = this.#nextHour.get(firstKeyOf(hour + 1_000))!.key as number | null;
    }
  }

  #storedBlocks({ day, firstBlock }: Section): Blocks {
    const first = dayKey(day, firstBlock);
    const blocks: Blocks = new Map();
    for (const row of this.#stored.iterate(first, first + BLOCKS_AT_ONCE)) {
      blocks.set((row.key as number) - dayKey(day, 0), decodeDays(row.days as Uint8Array));
    }
    return blocks;
  }

  #compare(
    { day, block }: { readonly day: CalendarDay; readonly block: number },
    { computed, stored }: { readonly computed: DayBlock; readonly stored: DayBlock },
  ): { days: number; wrong: WrongDay[] } {
    const wrong: WrongDay[] = [];
    let days = 0;
    for (let slot = 0; slot < DEVICES_OF_A_BLOCK; slot++) {
      const device = block * DEVICES_OF_A_BLOCK + slot;
      if (!(stored[slot] || computed[slot]) || !this.#days.zones.of(device)) continue;
      days += 1;
      if (isEqual(stored[slot], computed[slot])) continue;
      const sums = { stored: toSum(stored[slot]), computed: toSum(computed[slot]) };
      wrong.push({ deviceId: this.#table.devices.idOf(device), day, ...sums });
    }
    return { days, wrong };
  }
}

function isEqual(one: StoredDay | undefined, other: StoredDay | undefined): boolean {
  return (
    one?.total === other?.total && one?.readings === other?.readings && one?.hours === other?.hours
  );
}

function toSum(day: StoredDay | undefined): DaySum {
  const { total, readings, hours } = day ?? { total: 0, readings: 0, hours: 0 };
  return { total: BigInt(total), readings, hours };
}

function sectionBehind({ day, firstBlock }: Section, blocks: number): Section {
  const next = firstBlock + BLOCKS_AT_ONCE;
  return next < blocks ? { day, firstBlock: next } : { day: day + 1, firstBlock: 0 };
}

/** Sorts as texts do: the engine keeps the greatest. */
function keyOf({ day, firstBlock }: Section): DayKey {
  return `${dayText(day)} ${String(firstBlock).padStart(String(MAX_BLOCKS).length, '0')}`;
}

function sectionAfter(key: DayKey | undefined): Section | undefined {
  if (key === undefined) return undefined;
  const [day, block] = key.split(' ') as [string, string];
  return { day: calendarDay(day), firstBlock: Number(block) };
}
