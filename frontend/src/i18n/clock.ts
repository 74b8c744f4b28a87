import { createGlobalState, useLocalStorage } from '@vueuse/core';

/** `auto`: as the language and region have it. */
export type ClockChoice = 'auto' | '12' | '24';

export const CLOCK_CHOICES: readonly ClockChoice[] = ['auto', '12', '24'];

const HOUR_CYCLES: Readonly<Record<string, 'h12' | 'h23'>> = { 12: 'h12', 24: 'h23' };

/** The person's choice of 12 or 24 hours, stored on this device. */
export const useClockChoice = createGlobalState(() =>
  useLocalStorage<ClockChoice>('energy:clock', 'auto'),
);

/** Adds the chosen hours to a locale: en-GB becomes en-GB-u-hc-h12. */
export function withClock(locale: string, choice: ClockChoice): string {
  const hourCycle = HOUR_CYCLES[choice];
  return hourCycle ? new Intl.Locale(locale, { hourCycle }).toString() : locale;
}
