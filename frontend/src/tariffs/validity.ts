import { type LocalDay, plusDays } from '../calendar/local-day.ts';
import type { TariffVersion } from './rate-week.ts';

/** Returns the version that is valid on a day; undefined before the first one. */
export function versionOn(
  versions: readonly TariffVersion[],
  day: LocalDay,
): TariffVersion | undefined {
  return versions.findLast(({ validFrom }) => validFrom <= day);
}

/** Returns the last day of a version; undefined for the last one. */
export function lastDayOf(
  versions: readonly TariffVersion[],
  { validFrom }: TariffVersion,
): LocalDay | undefined {
  const next = versions.find((other) => other.validFrom > validFrom);
  return next && plusDays(next.validFrom, -1);
}
