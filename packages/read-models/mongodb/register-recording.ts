import { localHours, MAX_REGISTER_GAP_MS, type RegisterMeter } from '@energy/domain';
import { COMMAND_TIMEOUT_MS, findByIds, writeWhereFree } from '@energy/engines/mongodb';
import type { Db } from 'mongodb';
import type { Alerting } from '../alerts.ts';
import { isDerived } from '../hour-record.ts';
import type { Placed } from '../placed-readings.ts';
import { registerReadings } from '../recount.ts';
import {
  changedHour,
  decodeRegisterHour,
  encodeRegisterHour,
  lastRegister,
  type RegisterHour,
  RetainedRegisters,
} from '../register-hour.ts';
import {
  nearbyBatches,
  type RegisterBatch,
  type RegisterChanges,
  RegisterWindow,
  type StoredMeter,
} from '../register-window.ts';
import { decideHour, type HourDecision } from './hour-decision.ts';
import { deviceHourOf, hourId } from './hour-id.ts';
import { hoursIn, isDropped, type StoredHour } from './stored-hour.ts';

/** The number is the version of the shape. */
const REGISTER_METERS = 'register_meters_1';
const HOURS_AT_ONCE = 200;

/** What the hours of a device with a register were derived by, and where they begin and end. */
interface MeterDocument {
  readonly _id: string;
  /** Number of recorders that have begun to record registers of the device. */
  readonly version: number;
  readonly first: number;
  readonly last: number;
  /** JSON. */
  readonly meter?: string;
  readonly timeZone: string;
}

/** What is recorded of a device with a register: readings in the order of arrival, decisions, or nothing. */
export interface RegisterRecord extends RegisterBatch {
  readonly deviceId: string;
  readonly timeZone: string;
  readonly meter: RegisterMeter;
  /** Forgets what was decided before about the hours of the decisions. */
  readonly replacesEarlier?: boolean | undefined;
}

/** What the registers of a device change. */
export interface DecidedDevice {
  readonly device: RegisterRecord;
  readonly placed: Placed;
  readonly decisions: readonly Omit<HourDecision, 'placed' | 'dropped'>[];
}

interface DecideOptions {
  /** Hours before it stay as they are. */
  readonly recordStart: number | undefined;
  readonly alerting: Alerting | undefined;
  readonly assertOwned: () => void;
}

export function metersIn(db: Db) {
  return db.collection<MeterDocument>(REGISTER_METERS);
}

export function toStoredMeter({ first, last, meter, timeZone }: MeterDocument): StoredMeter {
  return { first, last, meter: meter === undefined ? undefined : JSON.parse(meter), timeZone };
}

/**
 * Records registers of several devices, of which no other recorder gets in the way; returns the others, too.
 *
 * The hours of a device depend on one another, and are documents of their own. So a recorder first increments the
 * version of the device, then reads hours, writes those that change, and at last checks that the version is still its
 * own: a recorder that came in between has made the version its own before it read, or has read what was written here.
 * A recorder that dies in between has its batch delivered again: repeated readings derive the hours around them again.
 */
export async function recordRegistersOnce(
  db: Db,
  devices: readonly RegisterRecord[],
  { recordStart, alerting, assertOwned }: DecideOptions,
): Promise<{
  readonly settled: readonly DecidedDevice[];
  readonly left: readonly RegisterRecord[];
}> {
  await claim(db, devices);
  const claimed = await findMeters(db, devices);
  const hours = new StoredHours(db);
  const derived = await derive(devices, { meters: claimed, hours, recordStart });
  const decided = derived.map(({ device, placed, changes }) => ({
    device,
    placed,
    decisions: decisionsOf(device, { changes, hours, alerting }),
  }));
  assertOwned();
  const overtaken = await write(db, decided);
  await noteMeters(db, derived, claimed);
  const now = await findMeters(db, devices);
  const isSettled = ({ device: { deviceId } }: DecidedDevice) =>
    !overtaken.has(deviceId) && now.get(deviceId)?.version === claimed.get(deviceId)?.version;
  const settled = decided.filter(isSettled);
  const left = decided.filter((each) => !isSettled(each)).map(({ device }) => device);
  return { settled, left };
}

/** The meters of those devices that have registers. */
export async function storedMeters(
  db: Db,
  deviceIds: readonly string[],
): Promise<ReadonlyMap<string, Pick<RegisterRecord, 'timeZone' | 'meter'>>> {
  const found = await findByIds(metersIn(db), deviceIds);
  return new Map(
    found.map((document) => {
      const { timeZone, meter = UNDESCRIBED } = toStoredMeter(document);
      return [document._id, { timeZone, meter }];
    }),
  );
}

/** Until the recorder that records the first registers of a device has stored its meter. */
const UNDESCRIBED: RegisterMeter = { interval: 600_000 };

/** The last counted register of a device at or before an instant. */
export async function registerBefore(
  db: Db,
  deviceId: string,
  at: number,
): Promise<number | undefined> {
  for await (const { start, hour } of hoursBefore(db, deviceId, at)) {
    if (start < at - MAX_REGISTER_GAP_MS) return undefined;
    const value = lastRegister(hour, at - start);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** The first hour of a device whose registers stay when those before an instant are dropped. */
export async function retainedFrom(db: Db, deviceId: string, before: number): Promise<number> {
  const retained = new RetainedRegisters();
  for await (const { start, hour } of hoursBefore(db, deviceId, before - 1)) {
    if (!retained.add(start, hour)) break;
  }
  return retained.from;
}

/** The hours of a device up to that of an instant, the last one first. */
async function* hoursBefore(db: Db, deviceId: string, at: number) {
  const meter = await metersIn(db).findOne({ _id: deviceId });
  if (!meter) return;
  const { first, last, timeZone } = meter;
  const zone = localHours(timeZone);
  let next = zone.startOf(Math.min(at, last));
  while (next >= first) {
    const starts: number[] = [];
    for (; starts.length < HOURS_AT_ONCE && next >= first; next = zone.startOf(next - 1)) {
      starts.push(next);
    }
    const ids = starts.map((hour) => hourId({ deviceId, hour }));
    const found = new Map((await findByIds(hoursIn(db), ids)).map((each) => [each._id, each]));
    for (const [index, start] of starts.entries()) {
      const stored = found.get(ids[index]!);
      const isRegister = stored !== undefined && isDerived(stored.cells);
      yield { start, hour: isRegister ? decodeRegisterHour(stored) : undefined };
    }
  }
}

/** Makes the versions of devices this recorder's own. No hour outside of the first and last one is looked for. */
async function claim(db: Db, devices: readonly RegisterRecord[]): Promise<void> {
  const claims = devices.map(({ deviceId, timeZone, readings }) => {
    const starts = readings.map(({ hour }) => hour);
    return {
      updateOne: {
        filter: { _id: deviceId },
        update: {
          $inc: { version: 1 },
          $min: { first: smallest(starts) },
          $max: { last: -smallest(starts.map((start) => -start)) },
          $setOnInsert: { timeZone },
        },
        upsert: true,
      },
    };
  });
  await metersIn(db).bulkWrite(claims, { ordered: false, maxTimeMS: COMMAND_TIMEOUT_MS });
}

async function findMeters(db: Db, devices: readonly RegisterRecord[]) {
  const found = await findByIds(
    metersIn(db),
    devices.map(({ deviceId }) => deviceId),
  );
  return new Map(found.map((document) => [document._id, document]));
}

interface DerivedDevice {
  readonly device: RegisterRecord;
  readonly placed: Placed;
  readonly changes: RegisterChanges;
}

/** Derives the hours of devices, for all of them at once: each look at the server serves many. */
async function derive(
  devices: readonly RegisterRecord[],
  {
    meters,
    hours,
    recordStart,
  }: {
    readonly meters: ReadonlyMap<string, MeterDocument>;
    readonly hours: StoredHours;
    readonly recordStart: number | undefined;
  },
): Promise<DerivedDevice[]> {
  let left = devices.map((device) => ({
    device,
    batches: [...nearbyBatches(device)],
    placed: { recorded: 0, corrected: 0, repeated: 0, outOfRange: [] } as Placed,
    stored: toStoredMeter(meters.get(device.deviceId)!) as StoredMeter | undefined,
    changed: new Map<number, RegisterHour | undefined>(),
  }));
  const derived: DerivedDevice[] = [];
  while (left.length > 0) {
    const windows = left.map(({ device, batches, placed, stored }) => ({
      deviceId: device.deviceId,
      window: new RegisterWindow({
        ...device,
        edits: undefined,
        ...batches.shift()!,
        stored,
        placed,
        recordStart,
        checksRepeated: true,
      }),
    }));
    await hours.fill(windows);
    for (const [index, each] of left.entries()) {
      const changes = windows[index]!.window.changes();
      each.stored = changes.stored;
      for (const [hour, registerHour] of changes.hours) {
        hours.put(each.device.deviceId, hour, registerHour);
        each.changed.set(hour, registerHour);
      }
    }
    for (const { device, batches, placed, stored, changed } of left) {
      if (batches.length === 0)
        derived.push({ device, placed, changes: { hours: changed, stored } });
    }
    left = left.filter(({ batches }) => batches.length > 0);
  }
  return derived;
}

function decisionsOf(
  { deviceId }: RegisterRecord,
  {
    changes,
    hours,
    alerting,
  }: {
    readonly changes: RegisterChanges;
    readonly hours: StoredHours;
    readonly alerting: Alerting | undefined;
  },
) {
  const changed = Array.from(changes.hours, ([hour, registerHour]) => {
    const id = hourId({ deviceId, hour });
    return decideHour(
      {
        id,
        stored: hours.stored.get(id),
        total: changedHour({ deviceId, hour, registerHour }),
        record: encodeRegisterHour(registerHour ?? EMPTY),
      },
      alerting,
    );
  });
  // A recorder that died may have left an alert unlisted.
  const unlisted = hours.unlisted.flatMap((stored) => {
    const { hour, deviceId: owner } = deviceHourOf(stored._id);
    if (owner !== deviceId || changes.hours.has(hour)) return [];
    const { _id: id, total, readings } = stored;
    const unchanged = { deviceId, hour, total, readings };
    return [decideHour({ id, stored, total: unchanged, record: undefined }, alerting)];
  });
  return [...changed, ...unlisted];
}

/** In place of an hour of which nothing is left. */
const EMPTY: RegisterHour = {
  registers: new Map(),
  energy: undefined,
  isEstimated: false,
  isPartlyUnknown: false,
};

/** @returns the devices of which an hour was overtaken */
async function write(db: Db, decided: readonly DecidedDevice[]): Promise<Set<string>> {
  const writes = decided.flatMap(({ device, decisions }) =>
    decisions.flatMap(({ write: operation }) =>
      operation ? [{ operation, deviceId: device.deviceId }] : [],
    ),
  );
  const taken = await writeWhereFree(
    hoursIn(db),
    writes.map(({ operation }) => operation),
  );
  return new Set(taken.map((index) => writes[index]!.deviceId));
}

/** Stores by what the hours are derived now, where that is new. */
async function noteMeters(
  db: Db,
  derived: readonly DerivedDevice[],
  claimed: ReadonlyMap<string, MeterDocument>,
): Promise<void> {
  const notes = derived.flatMap(({ device, changes }) => {
    const { version, first, last, meter } = claimed.get(device.deviceId)!;
    const { stored } = changes;
    if (!stored) return [];
    const described = JSON.stringify(stored.meter);
    if (described === meter && stored.first >= first && stored.last <= last) return [];
    const update = {
      $min: { first: stored.first },
      $max: { last: stored.last },
      $set: { meter: described },
    };
    return [{ updateOne: { filter: { _id: device.deviceId, version }, update } }];
  });
  if (notes.length === 0) return;
  await metersIn(db).bulkWrite(notes, { ordered: false, maxTimeMS: COMMAND_TIMEOUT_MS });
}

function smallest(values: readonly number[]): number {
  return values.reduce((one, other) => Math.min(one, other), Number.POSITIVE_INFINITY);
}

/** Hours of registers as they are stored, and as they are changed. */
export class StoredHours {
  readonly stored = new Map<string, StoredHour>();
  /** Those whose alerts are not listed yet. */
  readonly unlisted: StoredHour[] = [];
  readonly #db: Db;
  readonly #hours = new Map<string, RegisterHour | undefined>();

  constructor(db: Db) {
    this.#db = db;
  }

  /** Loads what the windows miss, until they miss nothing. */
  async fill(windows: readonly { deviceId: string; window: RegisterWindow }[]): Promise<void> {
    for (;;) {
      const missing = windows.map(({ deviceId, window }) =>
        window.missing().map((hour) => ({ hour, id: hourId({ deviceId, hour }) })),
      );
      if (missing.every((hours) => hours.length === 0)) return;
      await this.#load(missing.flat().map(({ id }) => id));
      for (const [index, { window }] of windows.entries()) {
        const found = missing[index]!.flatMap(({ hour, id }) => {
          const registerHour = this.#hours.get(id);
          return registerHour ? [[hour, registerHour] as const] : [];
        });
        window.load(new Map(found));
      }
    }
  }

  put(deviceId: string, hour: number, registerHour: RegisterHour | undefined): void {
    this.#hours.set(hourId({ deviceId, hour }), registerHour);
  }

  async #load(ids: readonly string[]): Promise<void> {
    const unknown = ids.filter((id) => !this.#hours.has(id));
    for (const id of unknown) this.#hours.set(id, undefined);
    for (const stored of await findByIds(hoursIn(this.#db), unknown)) {
      this.stored.set(stored._id, stored);
      if (stored.unlisted) this.unlisted.push(stored);
      if (!isDropped(stored)) this.#hours.set(stored._id, presentHour(stored));
    }
  }
}

/** An hour of intervals that a change of the description has not reached yet: its readings are registers, too. */
function uncountedHour(stored: StoredHour): RegisterHour {
  const registers = new Map(registerReadings(stored));
  return { registers, energy: undefined, isEstimated: false, isPartlyUnknown: false };
}

/** `undefined` for an hour of which nothing was left. */
export function presentHour(stored: StoredHour): RegisterHour | undefined {
  const hour = isDerived(stored.cells) ? decodeRegisterHour(stored) : uncountedHour(stored);
  const isEmpty = hour.registers.size === 0 && !hour.edits && hour.energy === undefined;
  return isEmpty && !hour.isPartlyUnknown ? undefined : hour;
}
