// Computes the expected hours directly from the CSV file, without code of the platform.
import { readFileSync } from 'node:fs';

const INTERVAL_MS = 600_000;

/** Reads the Wh of each row of the fortnight, in order. */
export function readRows(file: string): number[] {
  const [, ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n');
  return lines.map((line) => Number(line.split(',')[1]));
}

/** Expected Wh and number of readings of each hour, by {@link hourKey}. */
export type ExpectedHours = ReadonlyMap<string, { readonly wh: number; readonly readings: number }>;

/** Computes the hours of a meter that sends the rows every ten minutes between two instants, over and over. */
export function expectedHours(
  rows: readonly number[],
  from: number,
  to: number,
  timeZone: string,
): ExpectedHours {
  const hours = new Map<string, { wh: number; readings: number }>();
  for (let at = from, row = 0; at < to; at += INTERVAL_MS, row++) {
    const key = hourKey(at, timeZone);
    const hour = hours.get(key) ?? { wh: 0, readings: 0 };
    hour.wh += rows[row % rows.length]!;
    hour.readings += 1;
    hours.set(key, hour);
  }
  return hours;
}

/** Formats the local hour of an instant: the date, the hour of the clock and the UTC offset. */
export function hourKey(at: number, timeZone: string): string {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
  return `${local.toPlainDate()} ${local.hour} ${local.offset}`;
}
