/** A reading: its time (milliseconds since 1970), and the kWh since the previous one. */
export type Reading = readonly [at: number, kWh: number];

const INTERVAL_MS = 600_000;
const HOUR_MS = 3_600_000;

/** Consumption of a household in each hour of a day, in kWh: little at night, most in the evening. */
const PROFILE = [
  0.21, 0.18, 0.17, 0.17, 0.18, 0.24, 0.62, 0.94, 0.71, 0.43, 0.38, 0.47, 0.88, 0.66, 0.41, 0.39,
  0.52, 0.97, 1.42, 1.86, 1.31, 0.84, 0.51, 0.29,
];

export interface Stretch {
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  readonly timeZone: string;
  /** Factors of the consumption, by hour of the local clock. */
  readonly factors?: Readonly<Record<number, number>>;
  /** Hours of the local clock without readings. */
  readonly missing?: readonly number[];
}

/** Generates a household's readings, one every ten minutes; deterministic. */
export function householdReadings(stretch: Stretch): readonly Reading[] {
  const { from, to, timeZone, factors = {}, missing = [] } = stretch;
  const readings: Reading[] = [];
  for (let at = from; at < to; at += INTERVAL_MS) {
    const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
    const { hour, dayOfYear } = local;
    if (missing.includes(hour)) continue;
    const everyDayDiffers = 1 + ((dayOfYear * 7919) % 40) / 100;
    const kWh = (PROFILE[hour]! * everyDayDiffers * (factors[hour] ?? 1) * INTERVAL_MS) / HOUR_MS;
    readings.push([at, Number(kWh.toFixed(6))]);
  }
  return readings;
}
