import type { DeviceStates } from '../api/client.ts';

export type DeviceReading = DeviceStates['devices'][number];

/** What a list says about a device, the worst first. */
export type DeviceState = 'never' | 'silent' | 'over' | 'near' | 'reporting';

/** As the server's filter `silent` has it. */
const SILENT_AFTER_MS = 3_600_000;
/** Share of the limit from which the running hour is near it. */
const NEAR_RATIO = 0.8;

/**
 * Judges a device by its newest reading and its running hour.
 *
 * @param limit in kWh
 * @param now milliseconds since 1970
 */
export function deviceState(
  { lastReadingAt, hour }: Pick<DeviceReading, 'lastReadingAt' | 'hour'>,
  limit: number,
  now: number,
): DeviceState {
  if (hour !== null && hour > limit) return 'over';
  if (lastReadingAt === null) return 'never';
  if (Date.parse(lastReadingAt) < now - SILENT_AFTER_MS) return 'silent';
  return hour !== null && hour >= limit * NEAR_RATIO ? 'near' : 'reporting';
}
