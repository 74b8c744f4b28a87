// What the hours must be, computed straight from the CSV file: nothing of the platform is used here.
import { readFileSync } from 'node:fs';

const INTERVAL_MS = 600_000;

/** The Wh of each row of the fortnight, in order. */
export function readRows(file: string): number[] {
  const [, ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n');
  return lines.map((line) => Number(line.split(',')[1]));
}

/** An hour as it must come out: Wh and readings by {@link hourKey}. */
export type ExpectedHours = ReadonlyMap<string, { readonly wh: number; readonly readings: number }>;

/** The hours of a meter that sent the rows, over and over, every ten minutes from one instant to another. */
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

/** Names the local hour of an instant: its date, the hour on the clock, and the offset from UTC. */
export function hourKey(at: number, timeZone: string): string {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
  return `${local.toPlainDate()} ${local.hour} ${local.offset}`;
}
