import type { Tariff } from '@energy/http';
import { type Static, Type } from 'typebox';

/** All tariffs. */
export const TariffList = Type.Object({
  tariffs: Type.Array(Type.Unsafe<Tariff>(Type.Ref('Tariff#')), {
    description: 'All tariffs by name, retired ones last.',
  }),
});

export type TariffList = Static<typeof TariffList>;
