import {
  METER_SCHEMAS,
  maxHourlyConsumption,
  OPTIONAL_METER_SCHEMAS,
  timeZone,
} from '@energy/http';
import { type Static, type TSchema, Type } from 'typebox';

// The domain enforces the maximum length: it counts characters differently from JSON Schema.
const description = Type.String({
  title: 'one line of 1 to 200 characters',
  description: 'What it is: one line of 1 to 200 characters, none of them invisible.',
  minLength: 1,
  examples: ['Heat pump, cellar'],
});

const address = Type.String({
  title: 'one line of 1 to 500 characters',
  description: 'Where it is installed: one line of 1 to 500 characters, none of them invisible.',
  minLength: 1,
  examples: ['Grote Markt 1, 1000 Brussels'],
});

const limit = Type.Number({
  ...maxHourlyConsumption,
  title: 'a number of kWh greater than 0',
  exclusiveMinimum: 0,
});

const zone = Type.String({ ...timeZone, title: 'an IANA time zone such as Europe/Brussels' });

/** An attribute that null removes. */
function removable<Schema extends TSchema & { type: string }>(schema: Schema) {
  const { title, type } = schema as Schema & { title?: string };
  return Type.Optional(
    Type.Unsafe<Static<Schema> | null>({
      ...schema,
      type: [type, 'null'],
      title: `${title}, or null`,
    }),
  );
}

/** Request body for registering a device. */
export const DeviceRegistration = Type.Object(
  {
    description,
    address,
    maxHourlyConsumption: limit,
    timeZone: zone,
    ...Type.Partial(Type.Object({ ...METER_SCHEMAS, ...OPTIONAL_METER_SCHEMAS })).properties,
  },
  { additionalProperties: false },
);

/** Request body for changing a device: at least one attribute. */
export const DeviceChanges = Type.Object(
  {
    description: Type.Optional(description),
    address: Type.Optional(address),
    maxHourlyConsumption: Type.Optional(limit),
    ...Type.Partial(Type.Object(METER_SCHEMAS)).properties,
    kWhPerCubicMetre: removable(OPTIONAL_METER_SCHEMAS.kWhPerCubicMetre),
    maxPower: removable(OPTIONAL_METER_SCHEMAS.maxPower),
    registerDigits: removable(OPTIONAL_METER_SCHEMAS.registerDigits),
    serialNumber: removable(OPTIONAL_METER_SCHEMAS.serialNumber),
    installedOn: removable(OPTIONAL_METER_SCHEMAS.installedOn),
  },
  { additionalProperties: false, minProperties: 1 },
);

/** Request body for assigning a device to its owner. */
export const Ownership = Type.Object(
  {
    userId: Type.String({
      title: 'a UUID',
      description: 'The id of the client who is to own it.',
      format: 'uuid',
      pattern: '^[^:]*$',
      examples: ['0b9d3a55-5e8b-4d2b-8f7e-9b1c2d3e4f50'],
    }),
  },
  { additionalProperties: false },
);

export type DeviceRegistration = Static<typeof DeviceRegistration>;
export type DeviceChanges = Static<typeof DeviceChanges>;
export type Ownership = Static<typeof Ownership>;
