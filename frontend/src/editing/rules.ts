// The server's rules that need nothing but the typed value, so that people see a mistake before they send
// it. The server's answer is decisive.

const MAX_LENGTHS = { name: 100, description: 200, address: 500, reason: 500 } as const;
const MICROWATT_HOURS_PER_KWH = 1e9;

/** Characters that the server's rule for names forbids. */
const FORBIDDEN_IN_NAMES = /[\p{Cc}\p{Cs}\p{Cn}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;

export function isUserName(text: string): boolean {
  const name = text.trim();
  if (FORBIDDEN_IN_NAMES.test(name)) return false;
  const visible = name.normalize('NFKD').replace(INVISIBLE, '').trim();
  return visible !== '' && [...name].length <= MAX_LENGTHS.name;
}

/** Characters that no line may contain; the server rejects invisible characters too. */
const FORBIDDEN_IN_LINES = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u;

/** Accepts one line of text within the field's maximum length. */
export function isLine(field: keyof typeof MAX_LENGTHS, text: string): boolean {
  const line = text.trim();
  const length = [...line].length;
  return length > 0 && length <= MAX_LENGTHS[field] && !FORBIDDEN_IN_LINES.test(line);
}

/** Accepts what looks like a code of ISO 4217, in either case. */
export function isCurrencyCode(text: string): boolean {
  return /^[a-z]{3}$/i.test(text.trim());
}

/** Accepts an hourly limit from 1 µWh up to the largest exact number of µWh. */
export function isLimit(kWh: number | undefined): kWh is number {
  const energy = Math.round((kWh ?? 0) * MICROWATT_HOURS_PER_KWH);
  return energy > 0 && Number.isSafeInteger(energy);
}

/** Accepts IANA names, not offsets such as +05:30. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/**
 * Parses a number with a point or a comma as its decimal separator. Returns undefined where the text is no
 * number, or could also mean thousands: "1,000" where decimals have a point.
 *
 * @param separator the decimal separator of the person's locale or of the file
 */
export function parseDecimal(text: string, separator: '.' | ','): number | undefined {
  const decimal = toExactDecimal(text, separator);
  return decimal === undefined ? undefined : Number(decimal);
}

/** Converts a typed number to the API's notation with all its digits, such as 0.2874; like {@link parseDecimal}. */
export function toExactDecimal(text: string, separator: '.' | ','): string | undefined {
  const [, whole, mark, decimals = ''] = /^(\d*)(?:([.,])(\d+))?$/.exec(text.trim()) ?? [];
  if (whole === undefined || whole + decimals === '') return undefined;
  const couldBeThousands = mark !== separator && decimals.length === 3 && /^[1-9]/.test(whole);
  if (couldBeThousands) return undefined;
  const units = whole.replace(/^0+(?=\d)/, '') || '0';
  return decimals === '' ? units : `${units}.${decimals}`;
}
