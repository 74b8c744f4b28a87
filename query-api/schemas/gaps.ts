import { timeZone } from '@energy/http';
import { type Static, Type } from 'typebox';
import { next } from './page.ts';
import { DeviceListQuery, day, MAX_DAYS, PAGE_LIMIT } from './parameters.ts';

const deviceId = Type.String({
  format: 'uuid',
  description: 'The id of the device.',
  examples: ['5c2494a3-1140-4c7a-991a-a1a2561c6bc2'],
});
const instant = (description: string) =>
  Type.String({
    format: 'date-time',
    description: `${description} (ISO 8601, UTC).`,
    examples: ['2026-11-22T12:00:00.000Z'],
  });

const Gap = Type.Object(
  {
    deviceId,
    from: instant('The start of the first hour'),
    to: instant('The end of the last hour'),
    hours: Type.Integer({ minimum: 1, description: 'The number of hours.', examples: [3] }),
    missing: Type.Integer({
      minimum: 0,
      description: 'The number of expected readings that are not recorded.',
      examples: [14],
    }),
    suspect: Type.Integer({
      minimum: 0,
      description: 'The number of readings that are not counted until someone decides.',
      examples: [0],
    }),
  },
  {
    $id: 'Gap',
    description: 'Consecutive hours of a device in which readings are missing, or suspect.',
  },
);

const gaps = Type.Array(Gap, { description: 'By device, then in the order of time.' });
const from = Type.String({
  format: 'date',
  description: 'The first day of the range.',
  examples: ['2026-11-16'],
});
const to = Type.String({
  format: 'date',
  description: 'The last day of the range.',
  examples: ['2026-11-22'],
});

const devices = Type.Array(
  Type.Object({
    id: deviceId,
    description: Type.String({ description: 'What it is.', examples: ['Heat pump, cellar'] }),
    address: Type.String({
      description: 'Where it is installed.',
      examples: ['Grote Markt 1, 1000 Brussels'],
    }),
    timeZone,
  }),
  { description: 'The devices of the gaps.' },
);

export const GapPage = Type.Object(
  { from, to, gaps, devices, next },
  { $id: 'GapPage', description: 'Gaps of all devices.' },
);

export const DeviceGaps = Type.Object(
  {
    deviceId,
    timeZone,
    from,
    to,
    gaps,
    suspectReadings: Type.Array(
      Type.Object({
        at: instant('The timestamp of the reading'),
        energy: Type.Number({ description: 'In kWh.', examples: [4294967.296] }),
      }),
      { description: 'The readings of the range that are not counted until someone decides.' },
    ),
  },
  { $id: 'DeviceGaps', description: 'Gaps and suspect readings of a device.' },
);

const range = {
  from: day('The first day, in the time zone of each device; by default six days before the last.'),
  to: day(`The last day, ${MAX_DAYS - 1} days after the first at most; today by default.`),
};

const { search, ownerId } = DeviceListQuery.properties;

export const GapListQuery = Type.Object(
  {
    ...range,
    kind: Type.Optional(
      Type.Unsafe<'missing' | 'suspect'>({
        type: 'string',
        enum: ['missing', 'suspect'],
        title: 'missing or suspect',
        description: 'Only gaps with missing readings, or only those with suspect ones.',
      }),
    ),
    search,
    ownerId: Type.Optional(
      Type.String({ ...ownerId, description: 'Only the devices of this user.' }),
    ),
    limit: Type.Optional(
      Type.Integer({
        title: PAGE_LIMIT,
        description:
          'The number of gaps after which a page ends; those of a device are never divided. A page may have fewer or none ' +
          'and still a next one: it ends after an amount of work.',
        minimum: 1,
        maximum: 1_000,
        default: 100,
      }),
    ),
    after: DeviceListQuery.properties.after,
  },
  { additionalProperties: false },
);

export const DeviceGapsQuery = Type.Object(range, { additionalProperties: false });

export type GapPage = Static<typeof GapPage>;
export type DeviceGaps = Static<typeof DeviceGaps>;
export type DeviceGapsQuery = Static<typeof DeviceGapsQuery>;
/** After validation, with the default. */
export type GapListQuery = Static<typeof GapListQuery> & { readonly limit: number };
