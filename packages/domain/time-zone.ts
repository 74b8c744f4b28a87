import { LocalHours } from './local-hours.ts';

const canonicalNames = new Set<string>();
const hoursByZone = new Map<string, LocalHours>();

/**
 * The name of an IANA time zone as the tz database writes it ("europe/brussels" is "Europe/Brussels"),
 * or `undefined` where there is no such zone. Offsets like "+05:30" are no zones: they know no clock
 * changes.
 */
export function canonicalTimeZone(name: string): string | undefined {
  if (canonicalNames.has(name)) return name;
  if (!/^[A-Za-z]/.test(name)) return undefined;
  try {
    const zoned = Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    canonicalNames.add(zoned.timeZoneId);
    return zoned.timeZoneId;
  } catch {
    return undefined;
  }
}

/**
 * The hours of a zone; made once.
 *
 * @param timeZone a name that {@link canonicalTimeZone} knows
 */
export function localHours(timeZone: string): LocalHours {
  let hours = hoursByZone.get(timeZone);
  if (!hours) {
    hours = new LocalHours(timeZone);
    hoursByZone.set(timeZone, hours);
  }
  return hours;
}
