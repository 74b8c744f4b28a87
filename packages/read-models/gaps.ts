import { calendarDay, expectedReadings, localHours, meterDescription } from '@energy/domain';
import type { DayRange } from './daily-consumption.ts';
import type { Device } from './devices.ts';
import type { HourQuality, HourScan } from './hour-scan.ts';

/** Consecutive hours of a device in which readings are missing, or suspect. */
export interface Gap {
  readonly deviceId: string;
  /** Start of the first hour, and end of the last one: milliseconds since 1970, UTC. */
  readonly start: number;
  readonly end: number;
  readonly hours: number;
  /** The number of expected readings that are not recorded. */
  readonly missing: number;
  /** The number of readings that are not counted until someone decides. */
  readonly suspect: number;
}

export interface GapSearch {
  readonly devices: readonly Device[];
  /** Local days of each device. */
  readonly days: DayRange;
  /** The current time: milliseconds since 1970, UTC. */
  readonly now: number;
}

const MINUTE_MS = 60_000;

/**
 * Finds the gaps of some devices, in the order of the devices and of time. Hours count from the registration on, or from
 * the first recorded hour of the days where that is earlier; from the installation on, until the decommissioning, and
 * once the reading after their end is due.
 */
export async function findGaps(
  scan: HourScan,
  { devices, days, now }: GapSearch,
): Promise<readonly Gap[]> {
  const hoursByZone = new Map<string, readonly HourSpan[]>();
  const expected = new Map<string, readonly HourSpan[]>();
  for (const device of devices) {
    const { timeZone } = device;
    const hours = hoursByZone.get(timeZone) ?? hoursOf(timeZone, days);
    hoursByZone.set(timeZone, hours);
    const { from, until } = lifeOf(device, now);
    expected.set(
      device.id,
      hours.filter(({ start, end }) => start >= from && end <= until),
    );
  }
  const recorded = await readQuality(scan, expected);
  return devices.flatMap((device) =>
    gapsIn(device, expected.get(device.id)!, recorded.get(device.id) ?? []),
  );
}

interface HourSpan {
  readonly start: number;
  readonly end: number;
}

function hoursOf(timeZone: string, days: DayRange): readonly HourSpan[] {
  const zone = localHours(timeZone);
  const until = zone.startOfDay(days.to + 1);
  const hours: HourSpan[] = [];
  for (let start = zone.startOfDay(days.from); start < until; ) {
    const end = zone.endOf(start);
    hours.push({ start, end });
    start = end;
  }
  return hours;
}

/** The time of which a device should have readings. */
function lifeOf({ timeZone, decommissionedAt, meter }: Device, now: number) {
  const { installedOn, intervalMinutes } = meterDescription(meter);
  const installedAt =
    installedOn === undefined
      ? Number.NEGATIVE_INFINITY
      : localHours(timeZone).startOfDay(calendarDay(installedOn));
  const due = now - intervalMinutes * MINUTE_MS;
  return {
    from: installedAt,
    until: Math.min(due, decommissionedAt === undefined ? due : Date.parse(decommissionedAt)),
  };
}

async function readQuality(
  scan: HourScan,
  expected: ReadonlyMap<string, readonly HourSpan[]>,
): Promise<ReadonlyMap<string, readonly HourQuality[]>> {
  const found = new Map<string, readonly HourQuality[]>();
  for (const group of await scan.groups([...expected.keys()])) {
    const starts = new Set(group.flatMap((id) => expected.get(id)!.map(({ start }) => start)));
    const qualities = await scan.quality(group, [...starts]);
    for (const [index, id] of group.entries()) found.set(id, qualities[index]!);
  }
  return found;
}

function gapsIn(
  device: Device,
  hours: readonly HourSpan[],
  recorded: readonly HourQuality[],
): readonly Gap[] {
  const meter = meterDescription(device.meter);
  const byStart = new Map(recorded.map((quality) => [quality.hour, quality]));
  const registered = Date.parse(device.registeredAt);
  const first = Math.min(...byStart.keys());
  const gaps: Gap[] = [];
  for (const { start, end } of hours) {
    if (start < Math.min(registered, first)) continue;
    const quality = byStart.get(start);
    const suspect = quality?.suspect ?? 0;
    // The first readings from before the registration may begin within their hour.
    const hasBegun = start >= registered || start > first;
    const missing = hasBegun ? missingReadings(quality, expectedReadings(meter, end - start)) : 0;
    if (missing === 0 && suspect === 0) continue;
    const before = gaps.at(-1);
    if (before?.end === start) {
      gaps[gaps.length - 1] = {
        ...before,
        end,
        hours: before.hours + 1,
        missing: before.missing + missing,
        suspect: before.suspect + suspect,
      };
    } else gaps.push({ deviceId: device.id, start, end, hours: 1, missing, suspect });
  }
  return gaps;
}

/** An hour that registers bound within an interval has what is expected. */
function missingReadings(quality: HourQuality | undefined, expected: number): number {
  if (!quality) return expected;
  const { isDerived, isEstimated, readings, suspect } = quality;
  if (isDerived) return isEstimated ? Math.max(0, expected - readings - suspect) : 0;
  return Math.max(0, expected - readings - suspect);
}
