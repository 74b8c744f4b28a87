import { type Static, Type } from 'typebox';

// A parameter's title completes "… is not": it is what a reply says to whoever got it wrong.

/** The id of a device in a path: a UUID in either case. */
export const DeviceParameters = Type.Object({
  id: Type.String({
    title: 'a UUID',
    description: 'The id of the device, a UUID.',
    format: 'uuid',
    pattern: '^[^:]*$', // The format alone would take urn:uuid:… as well.
    examples: ['5c2494a3-1140-4c7a-991a-a1a2561c6bc2'],
  }),
});

export const PAGE_LIMIT = 'a whole number from 1 to 1000';

/** Which page of a list is wanted. */
export const PageQuery = Type.Object(
  {
    limit: Type.Optional(
      Type.Integer({
        title: PAGE_LIMIT,
        description: 'How many devices at most.',
        minimum: 1,
        maximum: 1_000,
        default: 100,
      }),
    ),
    after: Type.Optional(
      Type.String({
        title: 'the `next` of an earlier page',
        description: 'The `next` of the page before; the first page without it.',
        pattern: '^[A-Za-z0-9_-]{22}$',
        examples: ['XCSUoxFATHqZGqGiVhxrwg'],
      }),
    ),
  },
  { additionalProperties: false },
);

/** Which day is wanted. */
export const DayQuery = Type.Object(
  {
    day: Type.Optional(
      Type.String({
        title: 'a day of the calendar from 2000 to 2100, written like 2026-11-22',
        description: 'A day of the calendar in the device’s time zone; today without it.',
        format: 'date',
        pattern: '^(?:20\\d\\d|2100)-',
        examples: ['2026-11-22'],
      }),
    ),
  },
  { additionalProperties: false },
);

/** No parameters at all. */
export const NoQuery = Type.Object({}, { additionalProperties: false });

export type DeviceParameters = Static<typeof DeviceParameters>;
/** As it is after validation: with the default. */
export type PageQuery = Static<typeof PageQuery> & { readonly limit: number };
export type DayQuery = Static<typeof DayQuery>;
