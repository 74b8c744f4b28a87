import type { Device } from '../api/client.ts';
import { dayAt } from '../calendar/day-arithmetic.ts';
import type { LocalDay } from '../calendar/local-day.ts';

/** Returns the last day on which a former device belonged to the client, in the device's time zone. */
export function lastOwnedDay({ former, ownedPeriods, timeZone }: Device): LocalDay | undefined {
  const until = former ? ownedPeriods?.at(-1)?.until : undefined;
  return until ? dayAt(Date.parse(until) - 1, timeZone) : undefined;
}
