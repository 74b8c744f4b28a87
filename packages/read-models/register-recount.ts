import {
  type CourseStart,
  energyOfPeriod,
  type LocalHours,
  localHours,
  MAX_EXCESSIVE_READINGS,
  type RegisterCourse,
  type RegisterEstimates,
  type RegisterMeter,
  registerCourse,
} from '@energy/domain';
import type { RecordedHour } from './hour-record.ts';
import {
  Extent,
  type Recount,
  type RecountedHour,
  type RecountOptions,
  registerReadings,
} from './recount.ts';
import {
  decided,
  derivedHour,
  encodeRegisterHour,
  estimatesOf,
  isCounted,
  type StoredRegister,
} from './register-hour.ts';
import type { HourSpan } from './register-window.ts';

/** So many points may become suspect by a later reading. */
const UNSETTLED_POINTS = MAX_EXCESSIVE_READINGS + 1;
/** Readings that are judged at once: more take more memory, fewer more time. */
const READINGS_AT_ONCE = 4_000;

interface TakenHour {
  readonly start: number;
  readonly stored: RecordedHour | undefined;
}

interface Entry extends StoredRegister {
  readonly at: number;
}

/**
 * Counts readings as registers. Judges some thousand readings at once, and continues from a counted one that no later
 * reading can change.
 */
export class RegisterRecount implements Recount {
  readonly #options: RecountOptions;
  readonly #meter: RegisterMeter;
  readonly #zone: LocalHours;
  readonly #estimates: RegisterEstimates;
  readonly #extent = new Extent();
  #begins: CourseStart = 'first';
  #entries: Entry[] = [];
  #hours: TakenHour[] = [];
  /** Number of entries at which they are judged next. */
  #judgedAt = READINGS_AT_ONCE;

  constructor(options: RecountOptions, meter: RegisterMeter) {
    this.#options = options;
    this.#meter = meter;
    this.#zone = localHours(options.meter.timeZone);
    this.#estimates = estimatesOf(options.edits);
    for (const hour of options.edits.keys()) this.#extent.add(hour);
    for (const { at } of meter.replacements ?? []) this.#extent.add(this.#zone.startOf(at));
  }

  get extent(): HourSpan | undefined {
    return this.#extent.span;
  }

  take(start: number, stored: RecordedHour | undefined): readonly RecountedHour[] {
    const { recordStart } = this.#options;
    const readings = stored ? [...registerReadings(stored)] : [];
    const entries = readings.map(([offset, register]) => ({ at: start + offset, ...register }));
    for (const { at } of entries) this.#extent.add(this.#zone.startOf(at));
    if (start < recordStart) {
      const last = entries.findLast(isCounted);
      // Those before it may have been dropped: no later reading changes it.
      if (last) this.#entries = [last];
      if (last) this.#begins = 'fixed';
      return [];
    }
    this.#hours.push({ start, stored });
    // A reading at the end of its interval and one of the next hour may be the same.
    const lastAt = this.#entries.at(-1)?.at ?? Number.NEGATIVE_INFINITY;
    if (entries[0]?.at === lastAt) this.#entries.pop();
    for (const entry of entries.sort((one, other) => one.at - other.at)) this.#entries.push(entry);
    return this.#entries.length < this.#judgedAt ? [] : this.#judge();
  }

  end(): readonly RecountedHour[] {
    const course = this.#course(Number.POSITIVE_INFINITY);
    const hours = this.#hours;
    this.#hours = [];
    return this.#recounted(hours, course);
  }

  #judge(): readonly RecountedHour[] {
    const course = this.#course(this.#entries.at(-1)!.at);
    const settledTo = course.points.at(-UNSETTLED_POINTS)?.at ?? Number.NEGATIVE_INFINITY;
    const left = this.#hours.findIndex(({ start }) => this.#zone.endOf(start) > settledTo);
    const settled = this.#hours.slice(0, left);
    const next = this.#hours[left]!.start;
    const recounted = this.#recounted(settled, course);
    this.#hours = this.#hours.slice(left);
    const from = this.#entries.findLastIndex(
      ({ at }, index) => at <= next && at < settledTo && course.statuses[index] === 'counted',
    );
    if (from > 0) {
      this.#entries = this.#entries.slice(from);
      this.#begins = 'continued';
    }
    this.#judgedAt = this.#entries.length + READINGS_AT_ONCE;
    return recounted;
  }

  /** @param until replacements after this instant wait for the readings before them */
  #course(until: number): RegisterCourse {
    const { edits } = this.#options;
    const readings = this.#entries.map(({ at, ...register }) => {
      const hour = this.#zone.startOf(at);
      return { at, ...decided(register, edits.get(hour)?.verdicts.get(at - hour)) };
    });
    const replacements = (this.#meter.replacements ?? []).filter(({ at }) => at <= until);
    return registerCourse(readings, { ...this.#meter, replacements }, this.#begins);
  }

  #recounted(hours: readonly TakenHour[], course: RegisterCourse): readonly RecountedHour[] {
    const registers = this.#registersByHour(course);
    const { edits } = this.#options;
    return hours.map(({ start, stored }) => {
      const end = this.#zone.endOf(start);
      const options = { meter: this.#meter, estimates: this.#estimates };
      const period = energyOfPeriod(course.points, { start, end }, options);
      const hour = derivedHour(
        { registers: registers.get(start) ?? new Map(), edits: edits.get(start) },
        period,
      );
      return { start, before: stored, after: hour && encodeRegisterHour(hour) };
    });
  }

  #registersByHour({ statuses }: RegisterCourse): ReadonlyMap<number, Map<number, StoredRegister>> {
    const byHour = new Map<number, Map<number, StoredRegister>>();
    for (const [index, { at, value, isEstimated }] of this.#entries.entries()) {
      const start = this.#zone.startOf(at);
      const registers = byHour.get(start) ?? new Map<number, StoredRegister>();
      byHour.set(
        start,
        registers.set(at - start, { value, isEstimated, status: statuses[index]! }),
      );
    }
    return byHour;
  }
}
