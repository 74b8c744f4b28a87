import { kilowattHours, type MicrowattHours } from '@energy/domain';
import { type Hour, hourOf, MAX_TOTAL } from './hour.ts';
import { ByteReader, ByteWriter } from './hour-bytes.ts';
import { MAX_READINGS_OF_AN_HOUR } from './hourly-consumption.ts';
import type { HourEdit, HourEdits, IntervalEstimate, Verdict } from './reading-edits.ts';

export const NO_EDITS: HourEdits = { revision: -1, verdicts: new Map(), estimates: new Map() };
const writer = new ByteWriter();

/**
 * Applies decisions to an hour.
 *
 * @param replacesEarlier forgets what was decided before
 * @returns the hour after them; `undefined` if they change nothing
 */
export function applyEdits(
  hour: Hour,
  edits: readonly HourEdit[],
  { replacesEarlier = false }: { readonly replacesEarlier?: boolean } = {},
): Hour | undefined {
  const stored = hour.edited?.edits ?? NO_EDITS;
  const after = withEdits(replacesEarlier ? NO_EDITS : stored, edits);
  if (after === stored) return undefined;
  const recorded = hour.edited?.recorded ?? hour;
  return after === NO_EDITS ? recorded : decidedHour(recorded, after);
}

export function isSameEdits(one: HourEdits | undefined, other: HourEdits | undefined): boolean {
  if (!one || !other || one === other) return one === other;
  return Buffer.compare(encodeEdits(one), encodeEdits(other)) === 0;
}

/** Adds decisions, each once; returns the same object if all of them were added before. */
export function withEdits(before: HourEdits, edits: readonly HourEdit[]): HourEdits {
  let current = before;
  for (const edit of edits) if (edit.revision > current.revision) current = withEdit(current, edit);
  return current;
}

/** The hour as it counts, or as it is recorded where it could not be counted with the decisions. */
export function decidedHour(recorded: Hour, edits: HourEdits): Hour {
  const withoutEffect = {
    ...recorded,
    edited: { recorded, edits, isWithoutEffect: true } as const,
  };
  return edited(recorded, edits) ?? withoutEffect;
}

/**
 * The hour as it counts: a function of what is recorded and what was decided, whatever came first.
 *
 * @returns `undefined` if it cannot be counted
 */
export function edited(recorded: Hour, edits: HourEdits): Hour | undefined {
  const energies = new Map<number, number>();
  const suspects = new Map<number, number>();
  const estimated = new Set<number>();
  for (const [offset, { energy, isSuspect, isEstimated }] of readingsOf(recorded)) {
    const verdict = edits.verdicts.get(offset);
    if (!verdict || !isAbout(verdict, energy)) {
      (isSuspect ? suspects : energies).set(offset, energy);
      if (isEstimated) estimated.add(offset);
    } else if (verdict.counted !== undefined) {
      energies.set(offset, verdict.counted);
      if (isEstimated || verdict.counted !== verdict.energy) estimated.add(offset);
    }
  }
  const offsets = [...energies.keys(), ...suspects.keys()];
  for (const [start, estimate] of edits.estimates) {
    const { length, energy, isEndStamped } = estimate;
    const shift = isEndStamped ? 1 : 0;
    if (offsets.some((at) => at - shift >= start && at - shift < start + length)) continue;
    const offset = isEndStamped ? start + length : start;
    energies.set(offset, energy);
    estimated.add(offset);
  }
  const isExceptional = estimated.size + suspects.size > 0;
  const hour = hourOf(energies, isExceptional ? { estimated, suspects } : undefined);
  const hasRoom = energies.size + suspects.size <= MAX_READINGS_OF_AN_HOUR;
  if (hour.total > MAX_TOTAL || !hasRoom) return undefined;
  return { ...hour, edited: { recorded, edits } };
}

/** A recorded reading, before anything was decided about it. */
export interface UneditedReading {
  readonly energy: MicrowattHours;
  readonly isSuspect: boolean;
  readonly isEstimated: boolean;
}

/** The recorded readings of an hour, by their offset. */
export function* readingsOf({ energies, exceptions }: Hour): Iterable<[number, UneditedReading]> {
  const isEstimated = (offset: number) => exceptions?.estimated.has(offset) ?? false;
  for (const [offset, energy] of energies) {
    yield [offset, { energy, isSuspect: false, isEstimated: isEstimated(offset) }];
  }
  for (const [offset, energy] of exceptions?.suspects ?? []) {
    yield [offset, { energy, isSuspect: true, isEstimated: isEstimated(offset) }];
  }
}

export function encodeEdits({ revision, verdicts, estimates }: HourEdits): Uint8Array {
  writer.clear();
  writer.writeNumber(revision);
  writer.writeNumber(verdicts.size);
  for (const [offset, { energy, counted }] of inOrder(verdicts)) {
    writer.writeNumber(offset);
    writer.writeNumber(energy);
    writer.writeFlagged(counted === undefined ? 0 : 1, counted ?? 0);
  }
  for (const [start, { length, energy, isEndStamped }] of inOrder(estimates)) {
    writer.writeNumber(start);
    writer.writeFlagged(isEndStamped ? 1 : 0, length);
    writer.writeNumber(energy);
  }
  return writer.written();
}

export function decodeEdits(bytes: Uint8Array): HourEdits {
  const reader = new ByteReader(bytes);
  const revision = reader.readNumber();
  const verdicts = new Map<number, Verdict>();
  for (let left = reader.readNumber(); left > 0; left--) {
    const offset = reader.readNumber();
    const energy = reader.readNumber();
    const counted = reader.readFlagged();
    verdicts.set(offset, { energy, counted: reader.flag === 1 ? counted : undefined });
  }
  const estimates = new Map<number, IntervalEstimate>();
  while (!reader.isAtEnd) {
    const start = reader.readNumber();
    const length = reader.readFlagged();
    const isEndStamped = reader.flag === 1;
    estimates.set(start, { length, energy: reader.readNumber(), isEndStamped });
  }
  return { revision, verdicts, estimates };
}

function withEdit(edits: HourEdits, { revision, verdicts, estimates }: HourEdit): HourEdits {
  const others = [...edits.estimates].filter(([start, { length }]) => {
    return ![...(estimates ?? [])].some(
      ([otherStart, each]) => otherStart < start + length && start < otherStart + each.length,
    );
  });
  return {
    revision,
    verdicts: new Map([...edits.verdicts, ...(verdicts ?? [])]),
    estimates: new Map([...others, ...(estimates ?? [])]),
  };
}

/** A decision is about an energy that the same kWh denote: events state them in kWh. */
export function isAbout({ energy }: Verdict, recorded: MicrowattHours): boolean {
  return energy === recorded || kilowattHours(energy) === kilowattHours(recorded);
}

function inOrder<Value>(map: ReadonlyMap<number, Value>): [number, Value][] {
  return [...map].sort(([one], [other]) => one - other);
}
