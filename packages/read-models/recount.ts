import { localHours } from '@energy/domain';
import type { DescribedMeter } from './described-meter.ts';
import { NO_EDITS, readingsOf, type UneditedReading, withEdits } from './hour-edits.ts';
import { decodeHour, isDerived, type RecordedHour } from './hour-record.ts';
import type { HourEdit, HourEdits } from './reading-edits.ts';
import { decodeRegisterHour, type StoredRegister } from './register-hour.ts';
import type { HourSpan } from './register-window.ts';

/** An hour of a device as it is stored, and as it must be; `undefined` where there is none. */
export interface RecountedHour {
  readonly start: number;
  readonly before: RecordedHour | undefined;
  readonly after: RecordedHour | undefined;
}

/** Counts the recorded readings of a device as its meter is described now, in one pass over its hours. */
export interface Recount {
  /** Takes the next hour in the order of time, without a gap; returns hours that nothing further changes, in order. */
  take(start: number, stored: RecordedHour | undefined): readonly RecountedHour[];
  /** Returns the last hours. */
  end(): readonly RecountedHour[];
  /** The first and the last hour with a reading, a decision or a replacement; `undefined` without any. */
  readonly extent: HourSpan | undefined;
}

export interface RecountOptions {
  readonly meter: DescribedMeter;
  /** Decisions by the start of their hour. */
  readonly edits: ReadonlyMap<number, HourEdits>;
  /** Hours before this instant stay as they are: their readings may have been dropped. */
  readonly recordStart: number;
}

/** The starts of all hours in which a device may have readings before or after a recount. */
export function* hoursToRecount(
  { first, last }: { readonly first: number; readonly last: number },
  { meter, edits }: Pick<RecountOptions, 'meter' | 'edits'>,
): Iterable<number> {
  const zone = localHours(meter.timeZone);
  const extent = new Extent();
  for (const hour of [first, last, ...edits.keys()]) extent.add(hour);
  const { from, to } = extent.span!;
  const end = zone.endOf(to);
  for (let start = zone.startOf(zone.startOf(from) - 1); start <= end; start = zone.endOf(start)) {
    yield start;
  }
}

/** @param placed decisions about one device, each in the hour in which it has an effect */
export function editsByHour(placed: readonly HourEdit[]): ReadonlyMap<number, HourEdits> {
  const byHour = new Map<number, HourEdits>();
  for (const edit of placed) {
    byHour.set(edit.hour, withEdits(byHour.get(edit.hour) ?? NO_EDITS, [edit]));
  }
  return byHour;
}

/** Whether an hour is stored as it must be. */
export function isRecounted({ before, after }: RecountedHour): boolean {
  if (!before || !after) return before === after;
  return (
    before.readings === after.readings &&
    BigInt(before.total) === BigInt(after.total) &&
    Buffer.compare(before.cells, after.cells) === 0
  );
}

/** The recorded readings of an hour by their offset, as intervals whatever they were recorded as. */
export function* intervalReadings(
  { cells, total }: RecordedHour,
  maxIntervalEnergy: number,
): Iterable<[offset: number, UneditedReading]> {
  if (!isDerived(cells)) {
    const hour = decodeHour(cells);
    yield* readingsOf(hour.edited?.recorded ?? hour);
    return;
  }
  for (const [offset, { value, isEstimated }] of decodeRegisterHour({ cells, total }).registers) {
    yield [offset, { energy: value, isSuspect: value > maxIntervalEnergy, isEstimated }];
  }
}

/** The recorded readings of an hour by their offset, as registers whatever they were recorded as. */
export function* registerReadings({
  cells,
  total,
}: RecordedHour): Iterable<[offset: number, StoredRegister]> {
  if (isDerived(cells)) {
    yield* decodeRegisterHour({ cells, total }).registers;
    return;
  }
  const hour = decodeHour(cells);
  for (const [offset, { energy, isEstimated }] of readingsOf(hour.edited?.recorded ?? hour)) {
    yield [offset, { value: energy, isEstimated, status: 'suspect' }];
  }
}

/** The first and the last of some instants, of which there are as many as readings. */
export class Extent {
  #from = Number.POSITIVE_INFINITY;
  #to = Number.NEGATIVE_INFINITY;

  add(at: number): void {
    this.#from = Math.min(this.#from, at);
    this.#to = Math.max(this.#to, at);
  }

  get span(): HourSpan | undefined {
    return this.#from > this.#to ? undefined : { from: this.#from, to: this.#to };
  }
}
