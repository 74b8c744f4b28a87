/**
 * Control characters, format characters (byte order mark, zero-width and bidirectional ones), spaces that look like
 * the ordinary one, and whatever else has no shape. A terminal would obey them or show nothing.
 */
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs}/gu;

/** Escapes every invisible character as JSON would: U+FEFF becomes `\ufeff`, a line feed `\n`. */
export function printable(text: string): string {
  return text.replace(INVISIBLE, (character) => {
    const escaped = JSON.stringify(character).slice(1, -1);
    return escaped === character ? escapeUnits(character) : escaped;
  });
}

/** A value for one short line of an error: strings in quotes, long ones by their start and end. */
export function quoted(value: unknown): string {
  if (typeof value === 'string') return printable(JSON.stringify(shortened(value)));
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : 'an array';
  if (typeof value === 'object' && value !== null) return 'an object';
  return String(value);
}

/** A text by its start and end if it has more characters than both together; `…` marks the omission. */
export function shortened(text: string, { start = 40, end = 20 } = {}): string {
  return text.length > start + end ? `${text.slice(0, start)}…${text.slice(-end)}` : text;
}

function escapeUnits(text: string): string {
  const units = Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}
