import { type Tariff as Representation, toTariff } from '@energy/http';
import type { Tariff } from '@energy/read-models';

/** A tariff as the API shows it. */
export function representationOf({ retiredAt, ...tariff }: Tariff): Representation {
  return toTariff({ ...tariff, isRetired: retiredAt !== undefined });
}
