import type { SentReading } from '../load/meters.ts';

/** Expected total of an hour: the sum of the last value of each reading. Energies in 10⁻⁹ kWh. */
export interface TrueHour {
  readonly deviceId: string;
  /** Start of the hour in the device's time zone, in milliseconds since 1970. */
  readonly start: number;
  readonly energy: number;
  readonly readings: number;
  /** Maximum that the hour can have held at any time, whatever the order of its telegrams. */
  readonly maxEnergy: number;
}

interface Reading {
  value: number;
  max: number;
}

/**
 * Adds up the readings that were sent, from the telegrams alone and without code of the platform.
 *
 * @param timeZones by device id
 */
export function hourlyTruth(
  sent: readonly SentReading[],
  timeZones: ReadonlyMap<string, string>,
): TrueHour[] {
  const hours = new Map<string, Map<number, Reading>>();
  for (const { deviceId, at, microWattHours } of sent) {
    const key = `${deviceId} ${hourStart(at, timeZones.get(deviceId)!)}`;
    const readings = hours.get(key) ?? new Map<number, Reading>();
    hours.set(key, readings);
    const max = Math.max(microWattHours, readings.get(at)?.max ?? 0);
    readings.set(at, { value: microWattHours, max });
  }
  return Array.from(hours, ([key, readings]) => {
    const [deviceId, start] = key.split(' ') as [string, string];
    const all = [...readings.values()];
    return {
      deviceId,
      start: Number(start),
      energy: all.reduce((sum, { value }) => sum + value, 0),
      maxEnergy: all.reduce((sum, { max }) => sum + max, 0),
      readings: all.length,
    };
  });
}

function hourStart(at: number, timeZone: string): number {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
  const { minute, second, millisecond } = local;
  return at - minute * 60_000 - second * 1_000 - millisecond;
}
