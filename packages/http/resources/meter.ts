import {
  type DeviceMeter,
  METER_FLOWS,
  METER_INTERVALS,
  METER_MEDIA,
  METER_READS,
  METER_STAMPS,
  METER_UNITS,
  meterDescription,
} from '@energy/domain';
import { type Static, Type } from 'typebox';

/** A value of an enumeration; the title says what a request may hold. */
function oneOf<Value extends string | number>(
  values: readonly Value[],
  description: string,
  example: NoInfer<Value>,
) {
  return Type.Unsafe<Value>({
    type: typeof values[0] === 'number' ? 'integer' : 'string',
    enum: values,
    title: `one of ${values.join(', ')}`,
    description,
    examples: [example],
  });
}

const validFrom = Type.String({
  format: 'date',
  title: 'a day such as 2026-11-22',
  description: 'The local day from which on it applies.',
  examples: ['2026-01-01'],
});

const factor = Type.Number({
  exclusiveMinimum: 0,
  maximum: 1_000,
  title: 'a number of kWh per m³ greater than 0 and at most 1000',
  description: 'kWh per m³.',
  examples: [11.2],
});

/** Attributes of a meter that every device has. */
export const METER_SCHEMAS = {
  reads: oneOf(
    METER_READS,
    'What a reading is: the energy of an interval, or a cumulative register. A change counts all recorded values again, as ' +
      'what they are said to be now.',
    'interval',
  ),
  intervalMinutes: oneOf(METER_INTERVALS, 'How often a reading is expected, in minutes.', 10),
  stampedAt: oneOf(
    METER_STAMPS,
    'Whether the timestamp of an interval is its start or its end. A reading stamped 10:00 counts for the hour of ' +
      '10:00 by its start, and for the hour of 9:00 by its end. A register is always what the meter shows at that instant. ' +
      'A change counts all recorded readings again.',
    'start',
  ),
  flow: oneOf(METER_FLOWS, 'Whether energy is drawn from the grid or fed into it.', 'consumption'),
  medium: oneOf(METER_MEDIA, 'What the meter measures.', 'electricity'),
  unit: oneOf(METER_UNITS, 'The unit of a value, unless a reading names another one.', 'kWh'),
} as const;

/** Attributes of a meter that a device may have. */
export const OPTIONAL_METER_SCHEMAS = {
  kWhPerCubicMetre: Type.Array(
    Type.Object({ validFrom, factor }, { additionalProperties: false }),
    {
      minItems: 1,
      maxItems: 100,
      title: 'a list of 1 to 100 conversion factors, each with validFrom and factor',
      description:
        'The versions of the factor that converts m³ to kWh, oldest first. Readings before the first version take ' +
        'the first one. A register has one version.',
      examples: [[{ validFrom: '2026-01-01', factor: 11.2 }]],
    },
  ),
  maxPower: Type.Number({
    exclusiveMinimum: 0,
    maximum: 1_000_000,
    title: 'a number of kW greater than 0 and at most 1000000',
    description: 'The most power, in kW. A reading that implies more is suspect and not counted.',
    examples: [10],
  }),
  registerDigits: Type.Integer({
    minimum: 1,
    maximum: 9,
    title: 'a whole number from 1 to 9',
    description:
      'The digits of a register before its decimal point, by which a roll-over is known. Only for registers.',
    examples: [6],
  }),
  serialNumber: Type.String({
    minLength: 1,
    title: 'one line of 1 to 64 characters',
    description: 'The serial number of the meter, unique among the devices in use.',
    examples: ['1SAG1100012345'],
  }),
  installedOn: Type.String({
    format: 'date',
    title: 'a day such as 2026-11-22',
    description: 'The local day of installation. Earlier readings are rejected.',
    examples: ['2026-11-22'],
  }),
} as const;

/** The replacement of a meter. */
export const MeterReplacement = Type.Object(
  {
    replacedAt: Type.String({
      title: 'an instant in ISO 8601 with its offset from UTC',
      description: 'When the meter was replaced. Readings from then on are those of the new meter.',
      examples: ['2026-11-22T09:25:00.000Z'],
    }),
    finalReading: Type.Number({
      title: 'a number of at least 0',
      minimum: 0,
      description: 'The last register of the old meter, in the unit of the device.',
      examples: [13423.8],
    }),
    firstReading: Type.Number({
      title: 'a number of at least 0',
      minimum: 0,
      description: 'The first register of the new meter, in the unit of the device.',
      examples: [0],
    }),
    reason: Type.String({
      title: 'one line of 1 to 500 characters',
      description: 'Why it was replaced.',
      minLength: 1,
      examples: ['Calibration expired'],
    }),
  },
  { additionalProperties: false },
);
export type MeterReplacement = Static<typeof MeterReplacement>;

/** The replacement of a meter, with what the new meter does not share with the old one. */
export const MeterReplacementRequest = Type.Object(
  {
    ...MeterReplacement.properties,
    serialNumber: Type.Optional({
      ...OPTIONAL_METER_SCHEMAS.serialNumber,
      description: 'The serial number of the new meter; unchanged if absent.',
    }),
    registerDigits: Type.Optional({
      ...OPTIONAL_METER_SCHEMAS.registerDigits,
      description: 'The digits of the new meter before the decimal point; unchanged if absent.',
    }),
  },
  { additionalProperties: false },
);
export type MeterReplacementRequest = Static<typeof MeterReplacementRequest>;

const Meter = Type.Object({
  ...METER_SCHEMAS,
  replacements: Type.Optional(
    Type.Array(MeterReplacement, {
      description:
        'The replacements of its meters, in the order of time; absent where there was none.',
    }),
  ),
  ...Type.Partial(Type.Object(OPTIONAL_METER_SCHEMAS)).properties,
});

/** A meter as the API shows it. */
export function toMeter({ replacements, ...settings }: DeviceMeter): Static<typeof Meter> {
  const { kWhPerCubicMetre, ...meter } = meterDescription(settings);
  return {
    ...meter,
    ...(kWhPerCubicMetre && { kWhPerCubicMetre: [...kWhPerCubicMetre] }),
    ...(replacements && { replacements: [...replacements] }),
  };
}

/** The schemas of a meter's attributes in a device. */
export const METER_PROPERTIES = Meter.properties;
