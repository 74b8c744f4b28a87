import type { DeviceSort, Order, UserSort } from '@energy/read-models';
import { type Static, Type } from 'typebox';

// A parameter's title completes "… is not": it is what a reply says to whoever got it wrong.

export const PAGE_LIMIT = 'a whole number from 1 to 1000';
export const PAGE_AFTER = 'the `next` of an earlier page in this order';

/** How long a page of a list may be. */
export const pageLimit = (what: string) =>
  Type.Optional(
    Type.Integer({
      title: PAGE_LIMIT,
      description: `How many ${what} at most.`,
      minimum: 1,
      maximum: 1_000,
      default: 100,
    }),
  );

/** Which page of a list is wanted, of which rows, in which order. */
const pageOf = <Sort extends string>(what: string, sorts: readonly Sort[]) => ({
  limit: pageLimit(what),
  after: Type.Optional(
    Type.String({
      title: PAGE_AFTER,
      description: 'The `next` of the page before; the first page without it.',
      pattern: '^[A-Za-z0-9_-]{1,8000}$',
      examples: ['WyJpZCIsIjVjMjQ5NGEzIl0'],
    }),
  ),
  search: Type.Optional(
    Type.String({
      title: 'a text of 1 to 200 characters',
      description: `Only ${what} in which each of these words is found, whatever their case and accents.`,
      minLength: 1,
      maxLength: 200,
      examples: ['heat pump'],
    }),
  ),
  sort: Type.Optional(
    Type.Unsafe<Sort>({
      type: 'string',
      enum: [...sorts],
      title: `one of ${sorts.join(', ')}`,
      description: 'What they are sorted by.',
      default: sorts[0],
    }),
  ),
  order: Type.Optional(
    Type.Unsafe<Order>({
      type: 'string',
      enum: ['ascending', 'descending'],
      title: 'ascending or descending',
      description: 'Which end comes first.',
      default: 'ascending',
    }),
  ),
});

const deviceSorts: readonly DeviceSort[] = ['id', 'description', 'address', 'limit', 'owner'];
const userSorts: readonly UserSort[] = ['name', 'role', 'registeredAt'];

/** Which devices are wanted. */
export const DeviceListQuery = Type.Object(
  {
    ...pageOf('devices', deviceSorts),
    ownerId: Type.Optional(
      Type.String({
        title: 'a UUID',
        description: 'Only the devices of this user. A client is given its own in any case.',
        format: 'uuid',
        pattern: '^[^:]*$',
      }),
    ),
  },
  { additionalProperties: false },
);

/** Which users are wanted. */
export const UserListQuery = Type.Object(pageOf('users', userSorts), {
  additionalProperties: false,
});

const day = (description: string) =>
  Type.Optional(
    Type.String({
      title: 'a day of the calendar from 2000 to 2100, written like 2026-11-22',
      description,
      format: 'date',
      pattern: '^(?:20\\d\\d|2100)-',
      examples: ['2026-11-22'],
    }),
  );

/** Which day is wanted. */
export const DayQuery = Type.Object(
  { day: day('A day of the calendar in the device’s time zone; today without it.') },
  { additionalProperties: false },
);

/** The most days that can be asked for at once: what two months have at most. */
export const MOST_DAYS = 62;

/** Which days are wanted. */
export const DaysQuery = Type.Object(
  {
    from: day('The first day, in the device’s time zone; six days before the last without it.'),
    to: day(`The last day, ${MOST_DAYS - 1} days after the first at most; today without it.`),
  },
  { additionalProperties: false },
);

/** As they are after validation: with the default. */
export type DeviceListQuery = Static<typeof DeviceListQuery> & { readonly limit: number };
export type UserListQuery = Static<typeof UserListQuery> & { readonly limit: number };
export type DayQuery = Static<typeof DayQuery>;
export type DaysQuery = Static<typeof DaysQuery>;
