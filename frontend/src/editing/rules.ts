// The rules of the server, as far as they need nothing but what was typed: people hear of a mistake
// before they send it. What the server says counts.

const LONGEST = { name: 100, description: 200, address: 500 } as const;
const MICROWATT_HOURS_PER_KWH = 1e9;

/** What a name may not hold; see the platform’s rule for names. */
const UNFIT_FOR_NAMES = /[\p{Cc}\p{Cs}\p{Cn}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;
const UNSEEN = /\p{Default_Ignorable_Code_Point}/gu;

/** Whether a text may be the name of a user. */
export function isUserName(text: string): boolean {
  const name = text.trim();
  if (UNFIT_FOR_NAMES.test(name)) return false;
  const seen = name.normalize('NFKD').replace(UNSEEN, '').trim();
  return [...seen].length > 0 && [...name].length <= LONGEST.name;
}

/** What a line may not hold; the server refuses invisible characters too. */
const UNFIT_FOR_LINES = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u;

/** Whether a text may be a device’s description or address: one line, not too long. */
export function isLine(field: 'description' | 'address', text: string): boolean {
  const line = text.trim();
  const length = [...line].length;
  return length > 0 && length <= LONGEST[field] && !UNFIT_FOR_LINES.test(line);
}

/** Whether so many kWh may be the limit of an hour: at least a microwatt-hour, and countable. */
export function isLimit(kWh: number | undefined): kWh is number {
  const energy = Math.round((kWh ?? 0) * MICROWATT_HOURS_PER_KWH);
  return energy > 0 && Number.isSafeInteger(energy);
}

/** Whether there is an IANA time zone of this name; offsets like +05:30 are none. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/**
 * A number as people write it, with a point or a comma before its decimals. Undefined where it is none,
 * and where it could as well be thousands: 1,000 where decimals have a point.
 *
 * @param separator what is put before decimals where the person or the file comes from
 */
export function decimalOf(text: string, separator: '.' | ','): number | undefined {
  const [, whole, mark, decimals = ''] = /^(\d*)(?:([.,])(\d+))?$/.exec(text.trim()) ?? [];
  if (whole === undefined || whole + decimals === '') return undefined;
  const couldBeThousands = mark !== separator && decimals.length === 3 && /^[1-9]/.test(whole);
  return couldBeThousands ? undefined : Number(`${whole || '0'}.${decimals || '0'}`);
}
