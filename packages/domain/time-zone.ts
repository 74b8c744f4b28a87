import { LocalHours } from './local-hours.ts';

const hoursByZone = new Map<string, LocalHours>();

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
