import type { Consumption, ConsumptionHour } from '../api/client.ts';
import type { Formats } from '../format/formats.ts';

/**
 * How the hours of a day are called: as the zone's clock shows them, and with the offset from UTC where it
 * shows two alike.
 */
export function hourNames(
  { hours, timeZone }: Pick<Consumption, 'hours' | 'timeZone'>,
  { hour, hourWithOffset }: Pick<Formats, 'hour' | 'hourWithOffset'>,
): (named: ConsumptionHour) => string {
  const labels = new Set<string>();
  const twice = new Set<string>();
  for (const { label } of hours) {
    if (labels.has(label)) twice.add(label);
    labels.add(label);
  }
  return ({ start, label }) => (twice.has(label) ? hourWithOffset : hour)(start, timeZone);
}
