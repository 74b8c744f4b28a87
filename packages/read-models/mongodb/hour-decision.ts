import type { AnyBulkWriteOperation } from 'mongodb';
import { type Alert, type Alerting, isLate } from '../alerts.ts';
import { type Hour, type Placed, put } from '../hour.ts';
import { decodeHour, encodeHour } from '../hour-record.ts';
import type { ChangedHour, HourReading } from '../hourly-consumption.ts';
import type { HourId } from './hour-id.ts';
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
  const hour = decodeHour(stored?.cells ?? NO_CELLS);
  let isChanged = false;
  for (const reading of readings) isChanged = put(reading, hour, placed) || isChanged;

  const { deviceId, hour: start } = readings[0];
  const total = { deviceId, hour: start, total: BigInt(hour.total), readings: hour.energies.size };
  const raised = isChanged && !stored?.alert ? alertOf(total, alerting) : undefined;
  const alert = stored?.alert ?? raised;
  const unlisted = raised || stored?.unlisted ? alert : undefined;
  const listing = unlisted && unlistedOf(total, unlisted);
  if (!isChanged) {
    const unchanged = { changed: undefined, after: stored, write: undefined };
    return { id, placed, ...unchanged, unlisted: listing, dropped: [] };
  }
  const after = nextVersion(id, stored?.version, hour, alert, unlisted);
  const write = writeOf(stored?.version, after);
  return { id, placed, changed: total, after, write, unlisted: listing, dropped: [] };
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

function nextVersion(
  id: HourId,
  version: number | undefined,
  hour: Hour,
  alert: StoredHourAlert | undefined,
  unlisted: StoredHourAlert | undefined,
): StoredHour {
  return {
    _id: id,
    version: (version ?? 0) + 1,
    total: BigInt(hour.total),
    readings: hour.energies.size,
    cells: encodeHour(hour),
    ...(hour.exceptions && { marked: true }),
    ...(hour.energies.size === 0 && { unknown: true }),
    ...(alert && { alert }),
    ...(unlisted && { unlisted: true }),
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
