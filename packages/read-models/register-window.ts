import {
  type CourseStart,
  energyOfPeriod,
  type LocalHours,
  localHours,
  MAX_EXCESSIVE_READINGS,
  MAX_REGISTER_GAP_MS,
  type RegisterCourse,
  type RegisterMeter,
  type RegisterReading,
  type RegisterStatus,
  registerCourse,
} from '@energy/domain';
import { isSameEdits, NO_EDITS, withEdits } from './hour-edits.ts';
import { type HourReading, MAX_READINGS_OF_AN_HOUR } from './hourly-consumption.ts';
import type { Placed } from './placed-readings.ts';
import type { HourEdit, HourEdits } from './reading-edits.ts';
import {
  decided,
  derivedHour,
  estimatesOf,
  isCounted,
  type RegisterHour,
  type StoredRegister,
} from './register-hour.ts';

/** What the hours of a device with a register were derived by. Starts of hours in milliseconds since 1970, UTC. */
export interface StoredMeter {
  /** The first and the last hour with a register or a replacement: no other one has energy. */
  readonly first: number;
  readonly last: number;
  /** `undefined` before its hours were derived for the first time. */
  readonly meter: RegisterMeter | undefined;
  readonly timeZone: string;
}

export interface RegisterChanges {
  /** Changed hours by their start; `undefined` where nothing is left. */
  readonly hours: ReadonlyMap<number, RegisterHour | undefined>;
  /** The last hour that was derived; `undefined` if none was. */
  readonly derivedTo?: number;
  /** `undefined` where the device has no register. */
  readonly stored: StoredMeter | undefined;
}

export interface RegisterWindowOptions {
  /** Of one device, in the order of arrival. */
  readonly readings: readonly HourReading[];
  readonly meter: RegisterMeter;
  readonly timeZone: string;
  readonly stored: StoredMeter | undefined;
  /** Counts what became of the readings. */
  readonly placed: Placed;
  /** Decisions, in the order of their revisions. */
  readonly edits?: readonly HourEdit[] | undefined;
  /** Forgets what was decided before about the hours of the decisions. */
  readonly replacesEarlier?: boolean | undefined;
  /** Derives the hours around repeated readings and decisions again: a recorder may have died before it stored them all. */
  readonly checksRepeated?: boolean;
  /** Hours before this instant stay as they are: their registers may have been dropped. */
  readonly recordStart?: number | undefined;
  /** Hours that are derived again without a new reading. */
  readonly checked?: HourSpan | undefined;
}

/** The starts of a first and a last hour. */
export interface HourSpan {
  readonly from: number;
  readonly to: number;
}

interface Entry extends Omit<StoredRegister, 'status'> {
  readonly at: number;
  /** As stored; `undefined` where the reading is new or corrected. */
  readonly status: RegisterStatus | undefined;
}

/** So many counted readings in a row, and nothing before them changes what becomes of those after them. */
const SETTLED_READINGS = MAX_EXCESSIVE_READINGS + 1;
const MAX_STEP = 512;
const FIRST = Number.NEGATIVE_INFINITY;
const LAST = Number.POSITIVE_INFINITY;

/**
 * The hours around new readings of a register. It grows until everything that the readings change lies within it:
 *
 * - at its start a counted reading at or before the start of the first changed hour, that the course continues from,
 * - at its end readings of which nothing changes.
 *
 * So the work depends on the distance to the neighbours, and not on the length of the history. A changed description of
 * the meter derives all hours again.
 */
export class RegisterWindow {
  readonly #options: RegisterWindowOptions;
  readonly #hours: LocalHours;
  readonly #derivesAll: boolean;
  /** Loaded hours, without empty ones. */
  readonly #loaded = new Map<number, RegisterHour>();
  readonly #entries = new Map<number, Entry>();
  /** What was decided about hours, by their starts. */
  readonly #edits = new Map<number, HourEdits>();
  /** The instants of changed readings. */
  readonly #changed = new Set<number>();
  /** The first and the last hour of the window. */
  #from: number;
  #to: number;
  #missing: number[] = [];
  #isPlaced = false;
  /** Hours that are derived again, and those about which there are new decisions. */
  #checked: HourSpan | undefined;
  #step = { back: 1, ahead: 1 };
  #changes: RegisterChanges | undefined;

  constructor(options: RegisterWindowOptions) {
    this.#options = options;
    const { readings, stored, meter, timeZone, checked, edits = [] } = options;
    const hours = localHours(timeZone);
    this.#hours = hours;
    const starts = readings.map(({ hour }) => hour);
    this.#derivesAll = stored ? !isSameMeter(stored.meter, meter) : starts.length > 0;
    if (this.#derivesAll) {
      starts.push(...(meter.replacements ?? []).map(({ at }) => hours.startOf(at)));
      if (stored) starts.push(stored.first, stored.last);
    }
    this.#checked = checked;
    if (checked) starts.push(checked.from, checked.to);
    starts.push(...edits.map(({ hour }) => hour));
    this.#from = starts.reduce((one, other) => Math.min(one, other), Number.POSITIVE_INFINITY);
    this.#to = starts.reduce((one, other) => Math.max(one, other), Number.NEGATIVE_INFINITY);
    if (stored) this.#want(Math.max(this.#from, stored.first), Math.min(this.#to, stored.last));
  }

  /** The hours that are to be loaded next; none when the window is complete. */
  missing(): readonly number[] {
    while (this.#missing.length === 0 && !this.#changes) this.#proceed();
    return this.#missing;
  }

  /** Takes the hours of {@link missing}, without those that are not stored. */
  load(hours: ReadonlyMap<number, RegisterHour>): void {
    for (const [start, hour] of hours) {
      this.#loaded.set(start, hour);
      if (hour.edits) this.#edits.set(start, hour.edits);
      for (const [offset, register] of hour.registers) {
        this.#entries.set(start + offset, { at: start + offset, ...register });
      }
    }
    this.#missing = [];
  }

  /** The changes, once nothing is missing. */
  changes(): RegisterChanges {
    return this.#changes!;
  }

  #proceed(): void {
    if (!this.#isPlaced) {
      this.#place();
      this.#decide();
    }
    this.#isPlaced = true;
    if (this.#changed.size === 0 && !this.#derivesAll && !this.#checked) {
      this.#changes = { hours: new Map(), stored: this.#options.stored };
    } else this.#derive();
  }

  /** Adds the new readings to those that are stored. */
  #place(): void {
    const { readings, placed, checksRepeated = false } = this.#options;
    const counts = new Map<number, number>();
    for (const [start, { registers }] of this.#loaded) counts.set(start, registers.size);
    for (const reading of readings) {
      const { at, hour, energy: value, isEstimated = false } = reading;
      const before = this.#entries.get(at);
      const count = counts.get(hour) ?? 0;
      const isBeaten = isEstimated && before?.isEstimated === false;
      if (before && (isBeaten || (before.value === value && before.isEstimated === isEstimated))) {
        placed.repeated += 1;
        if (checksRepeated) this.#changed.add(at);
        continue;
      }
      if (!before && count >= MAX_READINGS_OF_AN_HOUR) {
        placed.outOfRange.push(reading);
        continue;
      }
      if (before) placed.corrected += 1;
      else placed.recorded += 1;
      if (!before) counts.set(hour, count + 1);
      this.#entries.set(at, { at, value, isEstimated, status: undefined });
      this.#changed.add(at);
    }
  }

  /** Adds the new decisions to those that are stored. */
  #decide(): void {
    const { edits = [], replacesEarlier = false, checksRepeated = false } = this.#options;
    for (const [hour, ofHour] of Map.groupBy(edits, (edit) => edit.hour)) {
      const stored = this.#edits.get(hour);
      const before = stored ?? NO_EDITS;
      const after = withEdits(replacesEarlier ? NO_EDITS : before, ofHour);
      if (after === before && !checksRepeated) continue;
      if (after === NO_EDITS) this.#edits.delete(hour);
      else this.#edits.set(hour, after);
      for (const offset of [...(stored?.verdicts.keys() ?? []), ...after.verdicts.keys()]) {
        this.#changed.add(hour + offset);
      }
      const { from, to } = this.#checked ?? { from: hour, to: hour };
      this.#checked = { from: Math.min(from, hour), to: Math.max(to, hour) };
    }
  }

  /** Derives the hours, or extends the window. */
  #derive(): void {
    const { meter, stored } = this.#options;
    const entries = [...this.#entries.values()].sort((one, other) => one.at - other.at);
    const isAtStart = !stored || this.#from <= stored.first;
    const isAtEnd = !stored || this.#to >= stored.last;
    const start =
      this.#fixedStart(entries) ??
      (isAtStart ? { index: 0, begins: 'first' as const } : this.#startOf(entries));
    if (!start) {
      this.#extendBack();
      return;
    }
    const { begins } = start;
    const judged = entries.slice(start.index);
    const readings = judged.map((entry) => this.#reading(entry));
    const course = registerCourse(readings, meter, begins);
    const differs = (entry: Entry, index: number) =>
      this.#derivesAll || this.#isChanged(entry) || entry.status !== course.statuses[index];
    const checked = this.#checked;
    const firstAt = Math.min(checked?.from ?? LAST, judged.find(differs)?.at ?? LAST);
    const from = this.#derivesAll ? this.#from : this.#firstHour(firstAt, course);
    if (begins === 'continued' && (course.reachesBack || judged[0]!.at > from)) {
      this.#extendBack();
      return;
    }
    const checkedTo = checked ? this.#hours.endOf(checked.to) - 1 : FIRST;
    const lastAt = Math.max(checkedTo, judged.findLast(differs)?.at ?? FIRST);
    const to = isAtEnd ? this.#to : this.#lastHour(judged, lastAt);
    if (to === undefined) this.#extendAhead();
    else this.#changes = this.#changesOf(course, judged, { from, to });
  }

  /**
   * The last counted reading before the record begins, where the window has one: those before it may have been dropped,
   * and its hour stays as it is.
   */
  #fixedStart(
    entries: readonly Entry[],
  ): { readonly index: number; readonly begins: CourseStart } | undefined {
    const { recordStart } = this.#options;
    if (recordStart === undefined) return undefined;
    const index = entries.findLastIndex(
      (entry) =>
        this.#hours.startOf(entry.at) < recordStart && isCounted(entry) && !this.#isChanged(entry),
    );
    return index === -1 ? undefined : { index, begins: 'fixed' };
  }

  /**
   * Finds where the course can begin: at a counted reading before the first change, or where nothing that counts lies
   * within the longest gap before. `undefined` where the window must begin earlier.
   */
  #startOf(
    entries: readonly Entry[],
  ): { readonly index: number; readonly begins: CourseStart } | undefined {
    const changedAt = entries.find(this.#isChanged)?.at ?? LAST;
    const change = Math.min(changedAt, this.#checked?.from ?? LAST);
    const settled = entries.findIndex((entry) => this.#isSettled(entry) && entry.at <= change);
    const start = entries[settled]?.at ?? change;
    const first = this.#beforeGap(start, this.#replacedAt().toReversed(), -1);
    const isInGap = ({ at, status }: Entry) =>
      at < first && first - at <= MAX_REGISTER_GAP_MS && isCounted({ status });
    if (this.#from + MAX_REGISTER_GAP_MS < first && !entries.some(isInGap)) {
      const index = entries.findIndex(({ at }) => at >= first);
      return { index: index === -1 ? entries.length : index, begins: 'afterGap' };
    }
    return settled === -1 ? undefined : { index: settled, begins: 'continued' };
  }

  /** The last of an instant and replacements that each lie within the longest gap of the one before. */
  #beforeGap(at: number, replacedAt: readonly number[], direction: 1 | -1): number {
    let last = at;
    for (const replaced of replacedAt) {
      const distance = (replaced - last) * direction;
      if (distance >= 0 && distance <= MAX_REGISTER_GAP_MS) last = replaced;
    }
    return last;
  }

  #replacedAt(): number[] {
    return (this.#options.meter.replacements ?? []).map(({ at }) => at);
  }

  /** A reading as it was decided about. */
  #reading({ at, ...register }: Entry): RegisterReading {
    const hour = this.#hours.startOf(at);
    return { at, ...decided(register, this.#edits.get(hour)?.verdicts.get(at - hour)) };
  }

  /** The hour of the counted reading before the first change. */
  #firstHour(at: number, { points }: RegisterCourse): number {
    const before = points.findLast((point) => point.at < at);
    return this.#hours.startOf(before?.at ?? at);
  }

  /** The hour of the first counted reading after the last change; `undefined` where too few follow. */
  #lastHour(judged: readonly Entry[], lastAt: number): number | undefined {
    const counted = judged.filter(({ at, status }) => at > lastAt && status === 'counted');
    if (counted.length >= SETTLED_READINGS) {
      const hour = this.#hours.startOf(counted[0]!.at);
      if (counted.at(-1)!.at >= this.#hours.endOf(hour)) return hour;
    }
    // Nothing before the longest gap has an effect after it.
    const last = Math.max(lastAt, judged.at(-1)?.at ?? FIRST);
    const end = this.#beforeGap(last, this.#replacedAt(), 1);
    return this.#to - MAX_REGISTER_GAP_MS > end ? this.#hours.startOf(end) : undefined;
  }

  #changesOf(
    course: RegisterCourse,
    judged: readonly Entry[],
    { from, to }: HourSpan,
  ): RegisterChanges {
    const { meter, recordStart = FIRST } = this.#options;
    const hours = this.#hours;
    const registers = this.#registersByHour(course, judged);
    const estimates = estimatesOf(this.#edits);
    const changed = new Map<number, RegisterHour | undefined>();
    for (let start = from; start <= to; start = hours.endOf(start)) {
      if (start < recordStart) continue;
      const period = energyOfPeriod(
        course.points,
        { start, end: hours.endOf(start) },
        { meter, estimates },
      );
      const decisions = {
        registers: registers.get(start) ?? new Map(),
        edits: this.#edits.get(start),
      };
      const hour = derivedHour(decisions, period);
      if (!isSameHour(hour, this.#loaded.get(start))) changed.set(start, hour);
    }
    return { hours: changed, derivedTo: to, stored: this.#storedMeter() };
  }

  #registersByHour(
    { statuses }: RegisterCourse,
    judged: readonly Entry[],
  ): Map<number, Map<number, StoredRegister>> {
    const hours = this.#hours;
    const byHour = new Map<number, Map<number, StoredRegister>>();
    for (const { at, value, isEstimated, status } of this.#entries.values()) {
      const start = hours.startOf(at);
      const registers = byHour.get(start) ?? new Map<number, StoredRegister>();
      byHour.set(start, registers.set(at - start, { value, isEstimated, status: status! }));
    }
    for (const [index, { at, value, isEstimated }] of judged.entries()) {
      const start = hours.startOf(at);
      byHour.get(start)!.set(at - start, { value, isEstimated, status: statuses[index]! });
    }
    return byHour;
  }

  #storedMeter(): StoredMeter {
    const { meter, timeZone, stored } = this.#options;
    const first = Math.min(stored?.first ?? this.#from, this.#from);
    const last = Math.max(stored?.last ?? this.#to, this.#to);
    return { first, last, meter, timeZone };
  }

  #extendBack(): void {
    const hours = this.#hours;
    const { first, last } = this.#options.stored!;
    const to = Math.min(hours.startOf(this.#from - 1), last);
    let from = to;
    for (let step = 1; step < this.#step.back && from > first; step++) {
      from = hours.startOf(from - 1);
    }
    this.#step.back = Math.min(this.#step.back * 2, MAX_STEP);
    this.#from = Math.max(from, first);
    this.#want(this.#from, to);
  }

  #extendAhead(): void {
    const hours = this.#hours;
    const { first, last } = this.#options.stored!;
    const from = Math.max(hours.endOf(this.#to), first);
    let to = from;
    for (let step = 1; step < this.#step.ahead && to < last; step++) to = hours.endOf(to);
    this.#step.ahead = Math.min(this.#step.ahead * 2, MAX_STEP);
    this.#to = to;
    this.#want(from, to);
  }

  #want(from: number, to: number): void {
    for (let start = from; start <= to; start = this.#hours.endOf(start)) {
      this.#missing.push(start);
    }
  }

  readonly #isChanged = ({ at }: Entry): boolean => this.#changed.has(at);

  #isSettled(entry: Entry): boolean {
    return entry.status === 'counted' && !this.#isChanged(entry);
  }
}

/** What is recorded of a register together. */
export type RegisterBatch = Pick<RegisterWindowOptions, 'readings' | 'edits' | 'checked'>;

/** Splits readings and decisions of a device where they are far apart, so that what lies between need not be read. */
export function nearbyBatches({
  readings,
  edits = [],
  checked,
}: RegisterBatch): readonly RegisterBatch[] {
  const batches = [
    ...nearby(readings).map((group) => ({ readings: group })),
    ...nearby(edits).map((group) => ({ readings: [], edits: group })),
  ];
  return batches.length === 0 ? [{ readings: [], checked }] : batches;
}

function nearby<Item extends { readonly hour: number }>(items: readonly Item[]): Item[][] {
  const hours = [...new Set(items.map(({ hour }) => hour))].sort((one, other) => one - other);
  const groups: Item[][] = [];
  const groupOf = new Map<number, Item[]>();
  for (const [index, hour] of hours.entries()) {
    if (index === 0 || hour - hours[index - 1]! > MAX_DISTANCE_MS) groups.push([]);
    groupOf.set(hour, groups.at(-1)!);
  }
  for (const item of items) groupOf.get(item.hour)!.push(item);
  return groups;
}

const MAX_DISTANCE_MS = 2 * 86_400_000;

function isSameMeter(one: RegisterMeter | undefined, other: RegisterMeter): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function isSameHour(one: RegisterHour | undefined, other: RegisterHour | undefined): boolean {
  if (!one || !other) return one === other;
  return (
    one.energy === other.energy &&
    one.isEstimated === other.isEstimated &&
    one.isPartlyUnknown === other.isPartlyUnknown &&
    one.registers.size === other.registers.size &&
    isSameEdits(one.edits, other.edits) &&
    [...one.registers].every(([offset, register]) =>
      isSameRegister(register, other.registers.get(offset)),
    )
  );
}

function isSameRegister(one: StoredRegister, other: StoredRegister | undefined): boolean {
  return (
    one.value === other?.value &&
    one.isEstimated === other.isEstimated &&
    one.status === other.status
  );
}
