const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** Returns a time zone's offset from UTC at an instant, both in milliseconds. */
export function offsetAt(instant: number, timeZone: string): number {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
    formats.set(timeZone, format);
  }
  const name = format.formatToParts(instant).find(({ type }) => type === 'timeZoneName')!.value;
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)/.exec(name) ?? [];
  if (!sign) return 0; // "GMT"
  const offset = Number(hours) * HOUR_MS + Number(minutes) * MINUTE_MS;
  return sign === '-' ? -offset : offset;
}

/**
 * Returns the instants at which a zone's clocks show a date and time, in milliseconds since 1970: none in an hour
 * that they skip, two in one that they repeat.
 *
 * @param clockTime the date and time of the clocks, as if they showed UTC
 */
export function instantsAt(clockTime: number, timeZone: string): readonly number[] {
  const offsets = [-DAY_MS, DAY_MS].map((distance) => offsetAt(clockTime + distance, timeZone));
  const candidates = [...new Set(offsets)].map((offset) => clockTime - offset);
  return candidates
    .filter((instant) => instant + offsetAt(instant, timeZone) === clockTime)
    .sort((one, other) => one - other);
}

/**
 * Returns the instant at which an hour ends, in milliseconds since 1970: when the zone's clocks show the next
 * full hour, or when they change. Hours beside a change of half an hour last 30 minutes.
 */
export function endOfHour(start: number, timeZone: string): number {
  const offset = offsetAt(start, timeZone);
  const nextFullHour = (Math.floor((start + offset) / HOUR_MS) + 1) * HOUR_MS - offset;
  if (offsetAt(nextFullHour - 1, timeZone) === offset) return nextFullHour;
  let before = start;
  let after = nextFullHour - 1;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (offsetAt(middle, timeZone) === offset) before = middle;
    else after = middle;
  }
  return after;
}

/** Returns the length of a day in milliseconds: 0 if the zone's calendar skips it. */
export function dayLength(hours: readonly { readonly start: string }[], timeZone: string): number {
  const first = hours[0];
  const last = hours.at(-1);
  return first && last ? endOfHour(Date.parse(last.start), timeZone) - Date.parse(first.start) : 0;
}
