import { instantsAt } from '../calendar/zone-clock.ts';
import { isLine, parseDecimal } from '../editing/rules.ts';
import { isMeterText } from './meter-fields.ts';

/** The fields of a meter's replacement, as typed. */
export type ReplacementFields = Record<(typeof FIELDS)[number], string>;

/** How the typed texts are read. */
export interface ReplacementReading {
  readonly timeZone: string;
  readonly separator: '.' | ',';
  /** Milliseconds since 1970. */
  readonly now: number;
}

const FIELDS = [
  'replacedAt',
  'occurrence',
  'finalReading',
  'firstReading',
  'serialNumber',
  'registerDigits',
  'reason',
] as const;

export const EMPTY_REPLACEMENT = Object.fromEntries(
  FIELDS.map((field) => [field, '']),
) as ReplacementFields;

const CLOCK_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?$/;

/**
 * Returns the instants at which the clocks of a zone show a date and time, such as 2026-10-25T02:30, in milliseconds
 * since 1970: two where the clocks repeat an hour.
 */
export function parseClockTime(text: string, timeZone: string): readonly number[] {
  const clockTime = CLOCK_TIME.test(text) ? Date.parse(`${text}Z`) : Number.NaN;
  const exists = !Number.isNaN(clockTime) && new Date(clockTime).toISOString().startsWith(text);
  return exists ? instantsAt(clockTime, timeZone) : [];
}

/** Checks one field of a replacement; the server's answer is decisive. */
export function isReplacementField(
  field: keyof ReplacementFields,
  typed: ReplacementFields,
  { timeZone, separator, now }: ReplacementReading,
): boolean {
  const instants = parseClockTime(typed.replacedAt, timeZone);
  switch (field) {
    case 'replacedAt':
      return instants.some((instant) => instant <= now);
    case 'occurrence':
      return (
        instants.length < 2 || instants.some((instant) => String(instant) === typed.occurrence)
      );
    case 'finalReading':
    case 'firstReading':
      return parseDecimal(typed[field], separator) !== undefined;
    case 'reason':
      return isLine('reason', typed.reason);
    default:
      return isMeterText(field, typed[field], separator);
  }
}

/** The replacement as the API takes it, of fields that are valid. */
export function toReplacement(
  typed: ReplacementFields,
  { timeZone, separator }: Omit<ReplacementReading, 'now'>,
) {
  const instants = parseClockTime(typed.replacedAt, timeZone);
  const at = instants.length > 1 ? Number(typed.occurrence) : instants[0]!;
  const serialNumber = typed.serialNumber.trim();
  const registerDigits = typed.registerDigits.trim();
  return {
    replacedAt: new Date(at).toISOString(),
    finalReading: parseDecimal(typed.finalReading, separator)!,
    firstReading: parseDecimal(typed.firstReading, separator)!,
    reason: typed.reason.trim(),
    ...(serialNumber !== '' && { serialNumber }),
    ...(registerDigits !== '' && { registerDigits: Number(registerDigits) }),
  };
}
