// A year of a household's large devices, hour by hour: made up, the same for the same days, and plausible.

const HOUR_MS = 3_600_000;
const LATITUDE = (50.8 * Math.PI) / 180;
const YEAR_DAYS = 365.25;
const STANDBY_WH = 20;

/** A time: milliseconds since 1970; and the Wh of the hour that begins there. */
export type HourlyReading = readonly [at: number, wh: number];

export interface YearDevice {
  readonly description: string;
  readonly flow: 'consumption' | 'production';
  /** In kWh, above all but the exceptional hours. */
  readonly limit: number;
  /** The Wh of the hour that begins at a local time. */
  readonly energy: (local: Temporal.ZonedDateTime) => number;
}

/** A well insulated house: heated by electricity, with an electric car and 6 kW of solar panels. */
export const YEAR_DEVICES: readonly YearDevice[] = [
  { description: 'Heat pump', flow: 'consumption', limit: 2.6, energy: heatPump },
  { description: 'Wallbox', flow: 'consumption', limit: 8, energy: wallbox },
  { description: 'Solar panels', flow: 'production', limit: 6, energy: solarPanels },
];

/** The readings of a device for all whole hours of a span. */
export function readingsOf(
  { energy }: YearDevice,
  { from, to, timeZone }: { readonly from: number; readonly to: number; readonly timeZone: string },
): HourlyReading[] {
  const readings: HourlyReading[] = [];
  for (let at = from; at + HOUR_MS <= to; at += HOUR_MS) {
    const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
    readings.push([at, Math.max(0, Math.round(energy(local)))]);
  }
  return readings;
}

/** Heats below 16 °C, less at night, and the water once a night. */
function heatPump(local: Temporal.ZonedDateTime): number {
  const isNight = local.hour < 5 || local.hour >= 22;
  const missing = Math.max(0, (isNight ? 14 : 16) - temperature(local));
  const water = local.hour === 3 ? 1_100 : 0;
  return 30 + 95 * missing + water;
}

/** Charges at 7.4 kW in the night, before about every other workday; on few Saturdays with more, in a hurry. */
function wallbox(local: Temporal.ZonedDateTime): number {
  if (local.hour >= 9 && local.hour < 11) {
    return local.dayOfWeek === 6 && noise(local, 1) > 0.85 ? 10_800 : STANDBY_WH;
  }
  const evening = local.hour >= 22 ? local : local.subtract({ days: 1 });
  const chance = noise(evening, 1);
  if (evening.dayOfWeek > 5 || chance < 0.5) return STANDBY_WH;
  const hours = 1 + 7.6 * (chance - 0.5);
  const hour = (local.hour + 2) % 24; // From 22:00 on.
  return STANDBY_WH + 7_380 * Math.min(1, Math.max(0, hours - hour));
}

/** By the height of the sun, and the clouds of the day and the hour. */
function solarPanels(local: Temporal.ZonedDateTime): number {
  const clouds = 0.25 + 0.75 * noise(local, 2) ** 0.7;
  const passing = 0.85 + 0.15 * noise(local, 3 + local.hour);
  return 5_400 * Math.max(0, sineOfElevation(local)) ** 1.15 * clouds * passing;
}

/** In °C: by season and hour, warmer and colder for some days. */
function temperature(local: Temporal.ZonedDateTime): number {
  const season = -Math.cos((2 * Math.PI * (local.dayOfYear - 22)) / YEAR_DAYS);
  const daily = -Math.cos((2 * Math.PI * (local.hour - 3)) / 24);
  const weather = [0, 1, 2].reduce(
    (sum, ago) => sum + noise(local.subtract({ days: ago }), 4),
    -1.5,
  );
  return 10.5 + 8 * season + 3 * daily + 5 * weather;
}

/** The sine of the sun's elevation in the middle of an hour, at the latitude of Brussels. */
function sineOfElevation(local: Temporal.ZonedDateTime): number {
  const utc = local.withTimeZone('UTC');
  const declination = -0.4093 * Math.cos((2 * Math.PI * (utc.dayOfYear + 10)) / YEAR_DAYS);
  const hourAngle = ((utc.hour + 0.5 - 11.7) * Math.PI) / 12;
  const { sin, cos } = Math;
  return sin(LATITUDE) * sin(declination) + cos(LATITUDE) * cos(declination) * cos(hourAngle);
}

/** A number from 0 to 1 that depends on the date and a seed alone. */
function noise(local: Temporal.ZonedDateTime, seed: number): number {
  const day = local.year * 366 + local.dayOfYear;
  const wave = Math.sin(day * 12.9898 + seed * 78.233) * 43_758.5453;
  return wave - Math.floor(wave);
}
