import { UUID } from '@energy/domain';

// Readers of the text of a setting. Each throws a RangeError that ends the sentence which
// the setting's name begins.

const DURATION = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)$/;
const MS_PER: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** "10m", "1s", "500ms", "1.5h", "2d" as milliseconds: whole and at least one. */
export function duration(text: string): number {
  const [, amount, unit = ''] = DURATION.exec(text.trim()) ?? [];
  const ms = Math.round(Number(amount) * (MS_PER[unit] ?? Number.NaN));
  if (ms >= 1 && Number.isSafeInteger(ms)) return ms;
  throw new RangeError(`must be a duration such as 10m, 1s, 500ms or 1h, not "${text}"`);
}

/** A device's id, in lower case. */
export function deviceId(text: string): string {
  const id = text.trim().toLowerCase();
  if (UUID.test(id)) return id;
  throw new RangeError(
    `must be a device's id, a UUID such as 5c2494a3-1140-4c7a-991a-a1a2561c6bc2, not "${text}"`,
  );
}

/** A number above zero; "max" is Infinity. */
export function positiveOrMax(text: string): number {
  if (text === 'max') return Number.POSITIVE_INFINITY;
  return numberWhere(text, (number) => number > 0, 'a number above 0, or max');
}

export function positiveWhole(text: string): number {
  const isCount = (number: number) => Number.isSafeInteger(number) && number > 0;
  return numberWhere(text, isCount, 'a whole number above 0');
}

export function whole(text: string): number {
  const isCount = (number: number) => Number.isSafeInteger(number) && number >= 0;
  return numberWhere(text, isCount, 'a whole number, 0 or more');
}

export function fraction(text: string): number {
  return numberWhere(text, (number) => number >= 0 && number <= 1, 'a number from 0 to 1');
}

function numberWhere(text: string, fits: (number: number) => boolean, wanted: string): number {
  const number = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(number) && fits(number)) return number;
  throw new RangeError(`must be ${wanted}, not "${text}"`);
}

export function oneOf<const T extends string>(...choices: readonly T[]): (text: string) => T {
  return (text) => {
    const choice = choices.find((candidate) => candidate === text);
    if (choice !== undefined) return choice;
    throw new RangeError(`must be ${choices.join(' or ')}, not "${text}"`);
  };
}

export const onOrOff = (text: string): boolean => oneOf('true', 'false')(text) === 'true';

export function someText(text: string): string {
  if (text.trim() !== '') return text;
  throw new RangeError('must not be empty');
}

export function timeZone(text: string): string {
  try {
    return Temporal.Now.zonedDateTimeISO(text).timeZoneId;
  } catch {
    throw new RangeError(`must be an IANA time zone such as Europe/Brussels, not "${text}"`);
  }
}

const WITH_OFFSET = /(?:[zZ]|[+-]\d{2}(?::?\d{2})?)(?:\[.*\])?$/;
const DATE_ONLY = /^\d{4}-\d{2}-\d{2}$/;

/** A point in time as it was written: an instant, or a local time that needs a zone to be one. */
export type WrittenTime = Temporal.Instant | Temporal.PlainDateTime;

/** ISO 8601: with an offset or Z an instant; without, a local date-time (a date is its midnight). */
export function writtenTime(text: string): WrittenTime {
  try {
    const isInstant = WITH_OFFSET.test(text) && !DATE_ONLY.test(text);
    return isInstant ? Temporal.Instant.from(text) : Temporal.PlainDateTime.from(text);
  } catch {
    throw new RangeError(
      `must be a time in ISO 8601 such as 2016-01-11T16:00:00Z, not "${text}"; without an offset it is local to --time-zone`,
    );
  }
}

/**
 * Converts a written time to an instant, in milliseconds since 1970, UTC.
 *
 * @throws RangeError where it is local and there is no zone, or the zone's clock never showed it or
 *   showed it twice
 */
export function instantOf(written: WrittenTime, zone: string | undefined): number {
  if (written instanceof Temporal.Instant) return written.epochMilliseconds;
  if (zone === undefined) {
    throw new RangeError(`must end in Z or an offset, or --time-zone must say where ${written} is`);
  }
  try {
    return written.toZonedDateTime(zone, { disambiguation: 'reject' }).epochMilliseconds;
  } catch {
    throw new RangeError(
      `must end in an offset: in ${zone} the clocks change at ${written}, which comes twice or never`,
    );
  }
}
