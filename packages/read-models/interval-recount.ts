import { type LocalHours, localHours } from '@energy/domain';
import { hourOfReading, type Placement, placementOf } from './described-meter.ts';
import { type Hour, hourOf, MAX_TOTAL } from './hour.ts';
import { decidedHour, type UneditedReading } from './hour-edits.ts';
import { encodeHour, type RecordedHour } from './hour-record.ts';
import {
  Extent,
  intervalReadings,
  type Recount,
  type RecountedHour,
  type RecountOptions,
} from './recount.ts';
import type { HourSpan } from './register-window.ts';

interface TakenHour {
  readonly start: number;
  readonly stored: RecordedHour | undefined;
  /** Its readings by their instants. */
  readonly readings: readonly [at: number, UneditedReading][];
}

/**
 * Counts readings as energy of intervals. A reading that is stamped with the bound of two hours belongs to one of them:
 * an hour takes those of its neighbours that belong to it.
 */
export class IntervalRecount implements Recount {
  readonly #options: RecountOptions;
  readonly #placement: Placement;
  readonly #zone: LocalHours;
  readonly #extent = new Extent();
  /** The last two hours. */
  #taken: readonly TakenHour[] = [];

  constructor(options: RecountOptions) {
    this.#options = options;
    this.#placement = placementOf(options.meter);
    this.#zone = localHours(options.meter.timeZone);
  }

  get extent(): HourSpan | undefined {
    return this.#extent.span;
  }

  take(start: number, stored: RecordedHour | undefined): readonly RecountedHour[] {
    const readings: [number, UneditedReading][] = [];
    if (stored) {
      const { maxIntervalEnergy } = this.#options.meter;
      for (const [offset, reading] of intervalReadings(stored, maxIntervalEnergy)) {
        readings.push([start + offset, reading]);
      }
    }
    return this.#add({ start, stored, readings });
  }

  end(): readonly RecountedHour[] {
    const last = this.#taken.at(-1);
    if (!last) return [];
    return this.#add({ start: this.#zone.endOf(last.start), stored: undefined, readings: [] });
  }

  #add(next: TakenHour): readonly RecountedHour[] {
    const [before, own] = this.#taken.length === 2 ? this.#taken : [undefined, this.#taken[0]];
    this.#taken = own ? [own, next] : [next];
    if (!own || own.start < this.#options.recordStart) return [];
    // Where two hours have a reading of an instant, that of the hour to which it belongs is the later one.
    const readings = new Map([...(before?.readings ?? []), ...next.readings, ...own.readings]);
    const hour = this.#hourOf(own.start, readings);
    if (hour) this.#extent.add(own.start);
    return [{ start: own.start, before: own.stored, after: hour && recordOf(hour) }];
  }

  #hourOf(start: number, readings: ReadonlyMap<number, UneditedReading>): Hour | undefined {
    const energies = new Map<number, number>();
    const suspects = new Map<number, number>();
    const estimated = new Set<number>();
    for (const [at, { energy, isSuspect, isEstimated }] of readings) {
      if (hourOfReading(at, this.#placement, this.#zone) !== start) continue;
      (isSuspect ? suspects : energies).set(at - start, energy);
      if (isEstimated) estimated.add(at - start);
    }
    const edits = this.#options.edits.get(start);
    if (energies.size + suspects.size === 0 && !edits) return undefined;
    const isExceptional = suspects.size + estimated.size > 0;
    const recorded = countable(
      hourOf(energies, isExceptional ? { estimated, suspects } : undefined),
    );
    return edits ? decidedHour(recorded, edits) : recorded;
  }
}

/** Of values that were recorded as registers, the sum may be beyond what can be counted: all of them are suspect. */
function countable(hour: Hour): Hour {
  if (hour.total <= MAX_TOTAL) return hour;
  const { energies, exceptions } = hour;
  const suspects = new Map([...energies, ...(exceptions?.suspects ?? [])]);
  return hourOf(new Map(), { estimated: exceptions?.estimated ?? new Set(), suspects });
}

function recordOf(hour: Hour): RecordedHour {
  return { readings: hour.energies.size, total: hour.total, cells: encodeHour(hour) };
}
