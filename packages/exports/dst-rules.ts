/** Daylight saving time of a zone as ESPI writes it: offsets in seconds, rules as eight hexadecimal digits. */
export interface DstRules {
  /** From UTC, without daylight saving time. */
  readonly offset: number;
  readonly dstOffset: number;
  readonly dstStart: string;
  readonly dstEnd: string;
}

/** No daylight saving time. */
const DISABLED = 'FFFFFFFF';
const LAST = 7;
const FIRST = 2;

/**
 * The rules by which the clocks of a zone change in the year before a day, or last changed: on the nth or on the last
 * such weekday of a month.
 *
 * @param day as 2026-11-22
 */
export function dstRules(timeZone: string, day: string): DstRules {
  const at = Temporal.PlainDate.from(day).toZonedDateTime(timeZone);
  const changes = changesBefore(at);
  const offsets = [at, ...changes].map(({ offsetNanoseconds }) => offsetNanoseconds / 1e9);
  const offset = Math.min(...offsets);
  const dstOffset = Math.max(...offsets) - offset;
  const start = changes.find((change) => change.offsetNanoseconds / 1e9 > offset);
  const end = changes.find((change) => change.offsetNanoseconds / 1e9 === offset);
  if (dstOffset === 0 || !start || !end) {
    return { offset: offsets[0]!, dstOffset: 0, dstStart: DISABLED, dstEnd: DISABLED };
  }
  return { offset, dstOffset, dstStart: ruleOf(start), dstEnd: ruleOf(end) };
}

/** The changes of the clocks in the year before an instant, the last one first. */
function changesBefore(at: Temporal.ZonedDateTime): Temporal.ZonedDateTime[] {
  const yearBefore = at.subtract({ years: 1 });
  const changes: Temporal.ZonedDateTime[] = [];
  let change = at.getTimeZoneTransition('previous');
  while (change && Temporal.ZonedDateTime.compare(change, yearBefore) > 0) {
    changes.push(change);
    change = change.getTimeZoneTransition('previous');
  }
  return changes;
}

/** Bits 0 to 11 seconds of the hour, 12 to 16 hour, 17 to 19 weekday, 25 to 27 which of them, 28 to 31 month. */
function ruleOf(change: Temporal.ZonedDateTime): string {
  // What the clocks showed until then.
  const before = change.subtract({ nanoseconds: 1 }).toPlainDateTime().add({ nanoseconds: 1 });
  const { month, day, daysInMonth, dayOfWeek, hour, minute, second } = before;
  const isLast = day + 7 > daysInMonth;
  const which = isLast ? LAST : FIRST + Math.floor((day - 1) / 7);
  const rule =
    month * 2 ** 28 +
    which * 2 ** 25 +
    dayOfWeek * 2 ** 17 +
    hour * 2 ** 12 +
    (minute * 60 + second);
  return rule.toString(16).toUpperCase().padStart(8, '0');
}
