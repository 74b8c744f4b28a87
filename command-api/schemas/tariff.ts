import { currency, localDay, tariffPrices } from '@energy/http';
import { type Static, Type } from 'typebox';

const UUID_TITLE = { title: 'a UUID', format: 'uuid', pattern: '^[^:]*$' } as const;

/** Request body for creating a tariff. */
export const TariffCreation = Type.Object(
  {
    name: Type.String({
      title: 'one line of 1 to 100 characters',
      description: 'Its name: one line of 1 to 100 characters, none of them invisible.',
      minLength: 1,
      examples: ['Day and night'],
    }),
    currency,
  },
  { additionalProperties: false },
);

/** Request body for publishing a version of a tariff. */
export const TariffPrices = Type.Object(tariffPrices, { additionalProperties: false });

/** The path of a version. */
export const VersionParameters = Type.Object({
  id: Type.String({ ...UUID_TITLE, description: 'The id of the tariff, a UUID.' }),
  validFrom: localDay('The first local day of the version.'),
});

const from = localDay(
  'The first local day of the device on which it applies, in the running month at the earliest. An earlier day is ' +
    'taken where no month that has ended has a tariff yet. Assignments that begin on this day or later are replaced.',
);

/** Request body for assigning a tariff to a device. */
export const TariffAssignment = Type.Object(
  {
    tariffId: Type.Unsafe<string | null>({
      ...UUID_TITLE,
      title: 'a UUID, or null',
      type: ['string', 'null'],
      description: 'The id of the tariff; null for none from that day on.',
    }),
    from,
  },
  { additionalProperties: false },
);

export const MAX_ASSIGNED_DEVICES = 200;

/** Request body for assigning a tariff to many devices. */
export const TariffAssignments = Type.Object(
  {
    deviceIds: Type.Array(Type.String({ ...UUID_TITLE, description: 'The id of a device.' }), {
      title: `a list of 1 to ${MAX_ASSIGNED_DEVICES} ids`,
      description: `The ids of 1 to ${MAX_ASSIGNED_DEVICES} devices.`,
      minItems: 1,
      maxItems: MAX_ASSIGNED_DEVICES,
      uniqueItems: true,
    }),
    from,
  },
  { additionalProperties: false },
);

/** The reply to an assignment to many devices. */
export const AssignedDevices = Type.Object({
  devices: Type.Integer({ description: 'The number of devices that have the tariff now.' }),
});

export type TariffCreation = Static<typeof TariffCreation>;
export type TariffPrices = Static<typeof TariffPrices>;
export type VersionParameters = Static<typeof VersionParameters>;
export type TariffAssignment = Static<typeof TariffAssignment>;
export type TariffAssignments = Static<typeof TariffAssignments>;
export type AssignedDevices = Static<typeof AssignedDevices>;
