import { localHours } from '@energy/domain';
import { backoff } from '@energy/engines';
import { findByIds } from '@energy/engines/mongodb';
import type { Db } from 'mongodb';
import type { WrongHour } from '../hour-review.ts';
import { changedHour } from '../register-hour.ts';
import { RegisterWindow, type StoredMeter } from '../register-window.ts';
import { deviceHourOf, type HourId, hourId } from './hour-id.ts';
import {
  metersIn,
  type RegisterRecord,
  recordRegistersOnce,
  StoredHours,
  toStoredMeter,
} from './register-recording.ts';

/** A device of which some hours are checked. */
interface CheckedDevice {
  readonly deviceId: string;
  readonly stored: StoredMeter;
  /** Starts of hours, in the order of time. */
  left: readonly number[];
}

/** Derives hours of registers again, each once; returns those that are stored otherwise. */
export async function checkRegisters(
  db: Db,
  ids: readonly HourId[],
  recordStart: number | undefined,
): Promise<WrongHour[]> {
  if (ids.length === 0) return [];
  const hours = new StoredHours(db);
  const wrong = new Map<HourId, WrongHour>();
  let devices = await devicesOf(db, ids);
  while (devices.length > 0) {
    const windows = devices.map(({ deviceId, stored, left }) => ({
      deviceId,
      window: windowOf(stored, left[0]!, recordStart),
    }));
    await hours.fill(windows);
    for (const [index, device] of devices.entries()) {
      const { hours: changed, derivedTo } = windows[index]!.window.changes();
      for (const [hour, registerHour] of changed) {
        const { deviceId } = device;
        const id = hourId({ deviceId, hour });
        const { total, readings } = hours.stored.get(id) ?? { total: 0n, readings: 0 };
        const computed = changedHour({ deviceId, hour, registerHour });
        wrong.set(id, { deviceId, hour, stored: { total, readings }, computed });
      }
      device.left = device.left.slice(1).filter((hour) => hour > derivedTo!);
    }
    devices = devices.filter(({ left }) => left.length > 0);
  }
  return [...wrong.values()];
}

/** Stores wrong hours as they must be. */
export async function setRegistersRight(
  db: Db,
  wrong: readonly WrongHour[],
  recordStart: number | undefined,
): Promise<void> {
  const byDevice = Map.groupBy(wrong, ({ deviceId }) => deviceId);
  const meters = await findByIds(metersIn(db), [...byDevice.keys()]);
  let left: readonly RegisterRecord[] = meters.flatMap((document) => {
    const { meter, timeZone } = toStoredMeter(document);
    const starts = byDevice.get(document._id)!.map(({ hour }) => hour);
    const checked = { from: Math.min(...starts), to: Math.max(...starts) };
    return meter ? [{ deviceId: document._id, timeZone, meter, readings: [], checked }] : [];
  });
  for (let attempt = 0; left.length > 0; attempt++) {
    if (attempt > 0) await backoff(attempt);
    const options = { recordStart, alerting: undefined, assertOwned: () => {} };
    left = (await recordRegistersOnce(db, left, options)).left;
  }
}

async function devicesOf(db: Db, ids: readonly HourId[]): Promise<CheckedDevice[]> {
  const byDevice = Map.groupBy(ids.map(deviceHourOf), ({ deviceId }) => deviceId);
  const meters = await findByIds(metersIn(db), [...byDevice.keys()]);
  return meters.flatMap((document) => {
    const left = byDevice.get(document._id)!.map(({ hour }) => hour);
    const stored = toStoredMeter(document);
    return stored.meter ? [{ deviceId: document._id, stored, left }] : [];
  });
}

/** The next hour is checked with it: it may be missing. */
function windowOf(
  stored: StoredMeter,
  hour: number,
  recordStart: number | undefined,
): RegisterWindow {
  const next = localHours(stored.timeZone).endOf(hour);
  return new RegisterWindow({
    readings: [],
    meter: stored.meter!,
    timeZone: stored.timeZone,
    stored,
    recordStart,
    placed: { recorded: 0, corrected: 0, repeated: 0, outOfRange: [] },
    checked: { from: hour, to: next <= stored.last ? next : hour },
  });
}
