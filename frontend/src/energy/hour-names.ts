import type { Consumption, ConsumptionHour } from '../api/client.ts';
import type { Formats } from '../format/formats.ts';

/** Names the hours of a day by local time, with the offset from UTC if a local time occurs twice. */
export function hourNames(
  { hours, timeZone }: Pick<Consumption, 'hours' | 'timeZone'>,
  { hour, hourWithOffset }: Pick<Formats, 'hour' | 'hourWithOffset'>,
): (hour: ConsumptionHour) => string {
  const labels = new Set<string>();
  const repeated = new Set<string>();
  for (const { label } of hours) {
    if (labels.has(label)) repeated.add(label);
    labels.add(label);
  }
  return ({ start, label }) => (repeated.has(label) ? hourWithOffset : hour)(start, timeZone);
}
