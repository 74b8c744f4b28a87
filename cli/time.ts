import { canonicalTimeZone } from '@energy/domain';
import type { Terminal } from './terminal.ts';
import { InvalidOption } from './usage-error.ts';

/** An instant (ISO 8601, UTC) as the clock of the terminal shows it. */
export function localTime(instant: string, terminal: Terminal): string {
  const time = Temporal.Instant.from(instant).toZonedDateTimeISO(zoneOf(terminal));
  const clock = time.toPlainTime().toString({ fractionalSecondDigits: 3 });
  return `${time.toPlainDate()} ${clock} ${time.offset}`;
}

/**
 * The instant that somebody typed: with an offset, or by the clock of the terminal without one; a day
 * alone is its first moment.
 *
 * @throws InvalidOption where that is no time
 */
export function typedInstant(text: string, terminal: Terminal): Temporal.Instant {
  const instant = instantOf(text, zoneOf(terminal));
  if (instant) return instant;
  throw new InvalidOption(
    `"${text}" is no time; one looks like 2026-11-22T13:00, or 2026-11-22T13:00Z for UTC.`,
  );
}

/**
 * The past instant that somebody typed, as ISO 8601 in UTC.
 *
 * @throws InvalidOption where that is no time, or one to come
 */
export function pastInstant(text: string, terminal: Terminal): string {
  const instant = typedInstant(text, terminal);
  if (instant.epochMilliseconds > Date.now()) {
    throw new InvalidOption(`"${text}" is yet to come: nobody knows the state then.`);
  }
  return instant.toString({ fractionalSecondDigits: 3 });
}

function instantOf(text: string, zone: string): Temporal.Instant | undefined {
  const readings = [
    () => Temporal.Instant.from(text),
    () => Temporal.PlainDateTime.from(text).toZonedDateTime(zone).toInstant(),
  ];
  for (const read of readings) {
    try {
      return read();
    } catch {}
  }
  return undefined;
}

function zoneOf({ environment }: Terminal): string {
  return canonicalTimeZone(environment.TZ ?? '') ?? Temporal.Now.timeZoneId();
}
