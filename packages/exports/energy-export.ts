import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type CalendarDay, dayText, firstOfMonth, localHours } from '@energy/domain';
import type {
  DayRange,
  HourScan,
  ScanGroup,
  ScannedHour,
  ScannedReading,
} from '@energy/read-models';
import type { ExportedDevice } from './exported-devices.ts';
import { type DayCosts, HourCosts, type HourPrices } from './hour-prices.ts';

const DAY_MS = 86_400_000;
/** Local days start at most so long before or after the days of UTC. */
const MAX_OFFSET_MS = 16 * 3_600_000;
/** Changes with every change of the bytes of an export. */
const FORMAT_VERSION = 3;

/** What an export has a row for. */
export const EXPORT_ROWS = ['hours', 'readings'] as const;
export type ExportRows = (typeof EXPORT_ROWS)[number];

export interface ExportOptions {
  readonly devices: readonly ExportedDevice[];
  /** Days of each device in its own time zone. */
  readonly range: DayRange;
  readonly rows: ExportRows;
  /** Who reads it: the same devices can have other rows for another reader. */
  readonly reader: string;
  /** Adds their costs to hours. */
  readonly prices?: HourPrices | undefined;
}

/** An hour of a zone, as rows name it. Instants in milliseconds since 1970, UTC. */
export interface ExportedHour {
  readonly start: number;
  readonly end: number;
  /** ISO 8601, UTC. */
  readonly startUtc: string;
  /** ISO 8601 with the offset of the zone. */
  readonly startLocal: string;
  /** From UTC, such as +02:00. */
  readonly offset: string;
  readonly minutes: number;
  /** The hour of the local clock at its start, from 0 to 23. */
  readonly localHour: number;
}

/** The rows of a device on a local day; one of the two lists is empty. */
export interface DeviceDay {
  readonly device: ExportedDevice;
  /** The hour of each row. */
  readonly hours: readonly ExportedHour[];
  readonly totals: readonly ScannedHour[];
  readonly readings: readonly ScannedReading[];
  /** Of the totals, where the export has costs. */
  readonly costs?: DayCosts;
}

/** The quality of an hour, as rows name it. */
export function qualityOf({
  isEstimated,
  isPartlyUnknown,
}: Pick<ScannedHour, 'isEstimated' | 'isPartlyUnknown'>):
  | 'measured'
  | 'estimated'
  | 'partlyUnknown' {
  if (isPartlyUnknown) return 'partlyUnknown';
  return isEstimated ? 'estimated' : 'measured';
}

/** Devices that are read together and have the same days. */
interface ZoneGroup {
  readonly timeZone: string;
  readonly ids: ScanGroup;
  readonly devices: readonly ExportedDevice[];
}

/**
 * The rows of some devices in a range of days: by day, then by device in the order of the engine, then by time. What is
 * in memory at once does not depend on the length of the range.
 */
export class EnergyExport {
  readonly rows: ExportRows;
  readonly range: DayRange;
  /** Devices in the order of rows, those without any hours left out. */
  readonly devices: readonly ExportedDevice[];
  readonly #scan: HourScan;
  readonly #prices: HourPrices | undefined;
  readonly #groups: readonly ZoneGroup[];
  readonly #identity: string;
  readonly #hoursState: string;

  private constructor(
    scan: HourScan,
    options: ExportOptions,
    stored: { readonly groups: readonly ZoneGroup[]; readonly hoursState: string },
  ) {
    this.#scan = scan;
    this.#groups = stored.groups;
    this.#hoursState = stored.hoursState;
    this.#prices = options.prices;
    this.rows = options.rows;
    this.range = options.range;
    this.devices = stored.groups.flatMap(({ devices }) => devices);
    this.#identity = identityOf(options, stored.hoursState);
  }

  static async of(scan: HourScan, options: ExportOptions): Promise<EnergyExport> {
    const byId = new Map(options.devices.map((device) => [device.id, device]));
    // Before anything is read: every later change gives another state.
    const state = await hoursState(scan, readRange(options));
    const groups = await scan.groups([...byId.keys()]);
    return new EnergyExport(scan, options, {
      hoursState: state,
      groups: groups.flatMap((ids) => groupsByZone(ids.map((id) => byId.get(id)!))),
    });
  }

  get hasCosts(): boolean {
    return this.#prices !== undefined;
  }

  /** Reads the rows, some devices of a day at a time. */
  async *days(): AsyncGenerator<readonly DeviceDay[]> {
    const costs = this.#prices && new HourCosts(this.#prices);
    for (let day = this.#readRange.from; day <= this.range.to; day++) {
      const hours = new Map<string, readonly ExportedHour[]>();
      for (const group of this.#groups) {
        const own = hours.get(group.timeZone) ?? exportedHours(group.timeZone, day);
        hours.set(group.timeZone, own);
        if (own.length === 0) continue;
        const read = await this.#read(group, own);
        const days = costs
          ? read.map((each) => ({ ...each, costs: costs.ofDay({ ...each, day }) }))
          : read;
        if (day >= this.range.from) yield days;
        else await nextTurn(); // Embedded engines answer synchronously.
      }
    }
  }

  /** Identifies the bytes of the export in a format: the same text is the same bytes, unless the data changes during it. */
  tag(format: string): string {
    const parts = [FORMAT_VERSION, process.versions.tz, format, this.#identity];
    return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
  }

  /** Returns false where an hour may have changed since the export was begun. */
  async isUnchanged(): Promise<boolean> {
    return (await hoursState(this.#scan, this.#readRange)) === this.#hoursState;
  }

  get #readRange(): DayRange {
    return readRange({ range: this.range, prices: this.#prices });
  }

  async #read({ ids, devices }: ZoneGroup, hours: readonly ExportedHour[]): Promise<DeviceDay[]> {
    const starts = hours.map(({ start }) => start);
    if (this.rows === 'hours') {
      const scanned = await this.#scan.hours(ids, starts);
      return devices.map((device, index) => {
        const readable = readableRows(device, hours, scanned[index]!);
        return { device, hours: readable.hours, totals: readable.rows, readings: [] };
      });
    }
    const scanned = await this.#scan.readings(ids, starts);
    return devices.map((device, index) => {
      const readable = readableRows(device, hours, scanned[index]!);
      return { device, hours: readable.hours, totals: [], readings: readable.rows };
    });
  }
}

/** The days that an export reads: tiers of prices depend on the month's energy. */
function readRange({ range, prices }: Pick<ExportOptions, 'range' | 'prices'>): DayRange {
  return prices?.haveTiers ? { from: firstOfMonth(range.from), to: range.to } : range;
}

interface ReadableRows<Row> {
  readonly rows: readonly Row[];
  /** The hour of each row. */
  readonly hours: readonly ExportedHour[];
}

/** Rows, which are in the order of time, with their hours, as far as the reader may see those. */
function readableRows<Row extends { readonly hour: number }>(
  device: ExportedDevice,
  hours: readonly ExportedHour[],
  rows: readonly Row[],
): ReadableRows<Row> {
  if (!device.mayRead && isOneAnHour(rows, hours)) return { rows, hours };
  const readable: { rows: Row[]; hours: ExportedHour[] } = { rows: [], hours: [] };
  let next = 0;
  for (const row of rows) {
    while (hours[next]!.start < row.hour) next += 1;
    const hour = hours[next]!;
    if (device.mayRead && !device.mayRead(hour)) continue;
    readable.rows.push(row);
    readable.hours.push(hour);
  }
  return readable;
}

/** Most days of most devices have a row for each hour. */
function isOneAnHour(
  rows: readonly { readonly hour: number }[],
  hours: readonly ExportedHour[],
): boolean {
  return (
    rows.length === hours.length && rows.every(({ hour }, index) => hour === hours[index]!.start)
  );
}

/** Splits devices that are read together by their days, in order. */
function groupsByZone(devices: readonly ExportedDevice[]): ZoneGroup[] {
  const zones = Map.groupBy(devices, ({ timeZone }) => timeZone);
  return Array.from(zones, ([timeZone, own]) => ({
    timeZone,
    ids: own.map(({ id }) => id),
    devices: own,
  }));
}

/** The hours of a local day; none of a day that the zone skips. */
function exportedHours(timeZone: string, day: CalendarDay): readonly ExportedHour[] {
  const hours = localHours(timeZone).ofDay(Temporal.PlainDate.from(dayText(day)));
  return hours.map(({ start, end, offset, label }) => ({
    start,
    end,
    startUtc: new Date(start).toISOString(),
    startLocal: localTime(start, offset),
    offset,
    minutes: (end - start) / 60_000,
    localHour: Number(label.slice(0, 'HH'.length)),
  }));
}

/** An instant as a clock with an offset such as +02:00 shows it, in ISO 8601. */
export function localTime(at: number, offset: string): string {
  const [hours, minutes] = offset.slice(1).split(':').map(Number) as [number, number];
  const shift = (offset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
  return new Date(at + shift).toISOString().replace('Z', offset);
}

function hoursState(scan: HourScan, { from, to }: DayRange): Promise<string> {
  return scan.stateOf(from * DAY_MS - MAX_OFFSET_MS, (to + 1) * DAY_MS + MAX_OFFSET_MS);
}

function identityOf(
  { devices, range, rows, reader, prices }: ExportOptions,
  hoursStateOfRange: string,
): string {
  const hash = createHash('sha256');
  const ids = devices.map(({ id, revision }) => `${id} ${revision}\n`).sort();
  for (const id of ids) hash.update(id);
  hash.update(JSON.stringify([range, rows, reader, hoursStateOfRange, prices?.identity(devices)]));
  return hash.digest('base64url');
}
