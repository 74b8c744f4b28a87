import type { AnyBulkWriteOperation } from 'mongodb';
import { type Alert, type Alerting, isLate } from '../alerts.ts';
import { type Hour, hourOf } from '../hour.ts';
import { applyEdits } from '../hour-edits.ts';
import {
  decodeHour,
  encodeHour,
  isDerived,
  isKnown,
  isMarked,
  marksOf,
  type RecordedHour,
} from '../hour-record.ts';
import type { ChangedHour, HourReading } from '../hourly-consumption.ts';
import { type Placed, put } from '../placed-readings.ts';
import type { HourEdit } from '../reading-edits.ts';
import { intervalReadings } from '../recount.ts';
import { deviceKeyOf, type HourId } from './hour-id.ts';
import { isDropped, type StoredHour, type StoredHourAlert } from './stored-hour.ts';

const NO_CELLS = new Uint8Array();

/** An alert before it has a number. */
export type UnlistedAlert = Omit<Alert, 'id' | 'number'>;

/** The effect of a batch's readings on one hour of a device. */
export interface HourDecision {
  readonly id: HourId;
  readonly placed: Placed;
  /** `undefined` if the readings change nothing. */
  readonly changed: ChangedHour | undefined;
  /** The hour as stored after the write; `undefined` if there is none. */
  readonly after: StoredHour | undefined;
  /** Fails with a duplicate key if the stored hour has another version than the one that was decided on. */
  readonly write: AnyBulkWriteOperation<StoredHour> | undefined;
  /** The alert of the hour, if it is not listed yet. */
  readonly unlisted: UnlistedAlert | undefined;
  /** The readings, if those of the hour were dropped. */
  readonly dropped: readonly HourReading[];
}

/**
 * Decides the effect of readings on an hour.
 *
 * @param readings of this hour only, at least one
 * @param stored the hour as last read, which may be outdated; `undefined` if there is none
 */
export function decide(
  id: HourId,
  readings: readonly [HourReading, ...HourReading[]],
  stored: StoredHour | undefined,
  alerting: Alerting | undefined,
): HourDecision {
  const placed: Placed = { recorded: 0, corrected: 0, repeated: 0, outOfRange: [] };
  if (stored && isDropped(stored)) {
    const undecided = { changed: undefined, after: stored, write: undefined, unlisted: undefined };
    return { id, placed, ...undecided, dropped: readings };
  }
  const hour = stored ? presentHour(stored) : hourOf(new Map());
  let isChanged = false;
  for (const reading of readings) isChanged = put(reading, hour, placed) || isChanged;

  const { deviceId, hour: start } = readings[0];
  const total = { deviceId, hour: start, total: BigInt(hour.total), readings: hour.energies.size };
  const record = isChanged
    ? { readings: hour.energies.size, total: hour.total, cells: encodeHour(hour) }
    : undefined;
  return { ...decideHour({ id, stored, total, record }, alerting), placed, dropped: [] };
}

/** An hour of registers that a change of the description has not reached yet: its readings are intervals, too. */
function presentHour(stored: StoredHour): Hour {
  if (!isDerived(stored.cells)) return decodeHour(stored.cells);
  const readings = [...intervalReadings(stored, Number.POSITIVE_INFINITY)];
  return hourOf(new Map(readings.map(([offset, { energy }]) => [offset, energy])));
}

/** Decisions about an hour, and the hour as last read. */
export interface HourToEdit {
  readonly id: HourId;
  readonly edits: readonly [HourEdit, ...HourEdit[]];
  readonly stored: StoredHour | undefined;
  readonly replacesEarlier: boolean | undefined;
}

/** Decides the effect of people's decisions on an hour. */
export function decideEdit(
  { id, edits, stored, replacesEarlier = false }: HourToEdit,
  alerting: Alerting | undefined,
): Omit<HourDecision, 'placed' | 'dropped'> {
  const isFixed = stored && (isDropped(stored) || isDerived(stored.cells));
  const before = decodeHour(stored?.cells ?? NO_CELLS);
  const after = isFixed ? undefined : applyEdits(before, edits, { replacesEarlier });
  const { total, energies } = after ?? before;
  const { deviceId, hour } = edits[0];
  const changed = { deviceId, hour, total: BigInt(total), readings: energies.size };
  const record = after && { readings: energies.size, total, cells: encodeHour(after) };
  return decideHour({ id, stored, total: changed, record }, alerting);
}

/** An hour as it was and as it will be. */
export interface DecidedHour {
  readonly id: HourId;
  readonly stored: StoredHour | undefined;
  readonly total: ChangedHour;
  /** `undefined` where it does not change. */
  readonly record: RecordedHour | undefined;
}

/** Decides how to store an hour, and its alert. */
export function decideHour(
  { id, stored, total, record }: DecidedHour,
  alerting: Alerting | undefined,
): Omit<HourDecision, 'placed' | 'dropped'> {
  const raised = record && !stored?.alert ? alertOf(total, alerting) : undefined;
  const alert = stored?.alert ?? raised;
  const unlisted = raised || stored?.unlisted ? alert : undefined;
  const listing = unlisted && unlistedOf(total, unlisted);
  if (!record)
    return { id, changed: undefined, after: stored, write: undefined, unlisted: listing };
  const after: StoredHour = {
    _id: id,
    version: (stored?.version ?? 0) + 1,
    ...storedFields(id, record),
    ...(alert && { alert }),
    ...(unlisted && { unlisted: true }),
  };
  return { id, changed: total, after, write: writeOf(stored?.version, after), unlisted: listing };
}

/** The fields of an hour that its record defines. */
function storedFields(id: HourId, record: RecordedHour) {
  return {
    total: BigInt(record.total),
    readings: record.readings,
    cells: record.cells,
    ...(isMarked(marksOf(record.cells)) && { marked: deviceKeyOf(id) }),
    ...(!isKnown(record) && { unknown: true as const }),
  };
}

function alertOf(
  { deviceId, hour, total }: ChangedHour,
  alerting: Alerting | undefined,
): StoredHourAlert | undefined {
  const rule = alerting?.ruleOf(deviceId, hour);
  if (!alerting || !rule || total <= rule.limit) return undefined;
  const { now } = alerting;
  return {
    ownerId: rule.ownerId ?? null,
    limit: BigInt(rule.limit),
    raisedAt: new Date(now),
    late: isLate(hour, now),
  };
}

function unlistedOf(
  { deviceId, hour, total }: ChangedHour,
  { ownerId, limit, raisedAt, late }: StoredHourAlert,
): UnlistedAlert {
  return {
    deviceId,
    hour,
    total,
    late,
    ownerId: ownerId ?? undefined,
    limit: Number(limit),
    raisedAt: raisedAt.getTime(),
  };
}

function writeOf(
  version: number | undefined,
  after: StoredHour,
): AnyBulkWriteOperation<StoredHour> {
  if (version === undefined) return { insertOne: { document: after } };
  const { _id, ...replacement } = after;
  return { replaceOne: { filter: { _id, version }, replacement, upsert: true } };
}
