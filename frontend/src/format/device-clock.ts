/** Formats instants by the clock of a device, such as 22 Nov 2026, 14:10. */
export function deviceClock(locale: string, timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(locale, { timeZone, dateStyle: 'medium', timeStyle: 'short' });
}
