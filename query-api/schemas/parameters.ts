import {
  EXPORT_FORMATS,
  EXPORT_ROWS,
  type ExportFormatName,
  type ExportRows,
} from '@energy/exports';
import { role } from '@energy/http';
import type { DeviceSort, Order, UserSort } from '@energy/read-models';
import { type Static, Type } from 'typebox';
import type { Period } from '../periods/buckets.ts';

// A parameter's title completes the error "… is not".

export const PAGE_LIMIT = 'a whole number from 1 to 1000';
export const PAGE_AFTER = 'the `next` of an earlier page in this order';

export const pageLimit = (what: string) =>
  Type.Optional(
    Type.Integer({
      title: PAGE_LIMIT,
      description: `The maximum number of ${what}.`,
      minimum: 1,
      maximum: 1_000,
      default: 100,
    }),
  );

const pageOf = <Sort extends string>(what: string, sorts: readonly Sort[]) => ({
  limit: pageLimit(what),
  after: Type.Optional(
    Type.String({
      title: PAGE_AFTER,
      description: 'The `next` of the previous page; the first page by default.',
      pattern: '^[A-Za-z0-9_-]{1,8000}$',
      examples: ['WyJpZCIsIjVjMjQ5NGEzIl0'],
    }),
  ),
  search: Type.Optional(
    Type.String({
      title: 'a text of 1 to 200 characters',
      description: `Only ${what} that contain each of these words, ignoring case and accents.`,
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
      description: 'The sort order.',
      default: sorts[0],
    }),
  ),
  order: Type.Optional(
    Type.Unsafe<Order>({
      type: 'string',
      enum: ['ascending', 'descending'],
      title: 'ascending or descending',
      description: 'The direction of the sort order.',
      default: 'ascending',
    }),
  ),
});

const deviceSorts: readonly DeviceSort[] = ['id', 'description', 'address', 'limit', 'owner'];
const userSorts: readonly UserSort[] = ['name', 'role', 'registeredAt'];

const devicePage = pageOf('devices', deviceSorts);

/** What narrows a list of devices. */
const deviceSearch = {
  search: devicePage.search,
  unassigned: Type.Optional(
    Type.Boolean({
      title: 'true or false',
      description:
        'Only devices without an owner. For administrators, not together with `ownerId`.',
      default: false,
    }),
  ),
  state: Type.Optional(
    Type.Unsafe<'silent' | 'over-limit'>({
      type: 'string',
      enum: ['silent', 'over-limit'],
      title: 'silent or over-limit',
      description:
        'For administrators: only devices without a reading for an hour, or only those whose running hour is over ' +
        'their limit: up to 100,000.',
    }),
  ),
  ownerId: Type.Optional(
    Type.String({
      title: 'a UUID',
      description: 'Only the devices of this user. Clients receive only their own.',
      format: 'uuid',
      pattern: '^[^:]*$',
    }),
  ),
  tariffId: Type.Optional(
    Type.String({
      title: 'a UUID',
      description:
        'For administrators: only the devices that are billed by this tariff, at present or from a later day on. Not ' +
        'together with `ownerId`.',
      format: 'uuid',
      pattern: '^[^:]*$',
    }),
  ),
};

export const DeviceListQuery = Type.Object(
  { ...devicePage, ...deviceSearch },
  { additionalProperties: false },
);

export const DeviceSearchQuery = Type.Object(deviceSearch, { additionalProperties: false });

export const UserListQuery = Type.Object(
  { ...pageOf('users', userSorts), role: Type.Optional(role) },
  { additionalProperties: false },
);

export const day = (description: string) =>
  Type.Optional(
    Type.String({
      title: 'a day of the calendar from 2000 to 2100, written like 2026-11-22',
      description,
      format: 'date',
      pattern: '^(?:20\\d\\d|2100)-',
      examples: ['2026-11-22'],
    }),
  );

/** Two months. */
export const MAX_DAYS = 62;
/** Ten years, with as many leap days as there can be. */
export const MAX_PERIOD_DAYS = 3_653;

const periods = ['hour', 'day', 'week', 'month', 'year'] as const;

const by = {
  type: 'string',
  enum: [...periods],
  title: `one of ${periods.join(', ')}`,
  description: `What the range is divided into; weeks are those of ISO 8601. By hour, a range has at most ${MAX_DAYS} days.`,
};

const compare = Type.Optional(
  Type.Boolean({
    title: 'true or false',
    description:
      'Compares the range with the period before, with the same period a year before, and with the average of the ' +
      'four periods before.',
    default: false,
  }),
);

const cost = Type.Optional(
  Type.Boolean({
    title: 'true or false',
    description: 'Adds the costs by the assigned tariffs.',
    default: false,
  }),
);

const from = day(
  'The first day, in the device’s time zone; by default six days before the last one.',
);
const to = day('The last day, ten years after the first at most; today by default.');

export const ConsumptionQuery = Type.Object(
  {
    day: day(
      'The day in the device’s time zone whose hours are returned; today by default. Not together with `from`, `to` or `by`.',
    ),
    from,
    to,
    by: Type.Optional(Type.Unsafe<'hour' | Period>(by)),
    compare,
    cost,
  },
  { additionalProperties: false },
);

/** The devices of a query over several of them. */
const selection = {
  ownerId: Type.Optional(
    Type.String({
      title: 'a UUID',
      description:
        'Only the devices that this user owns or owned, and only the hours of that time. Clients receive only their own.',
      format: 'uuid',
      pattern: '^[^:]*$',
    }),
  ),
  search: devicePage.search,
};

export const ForecastQuery = Type.Object(selection, { additionalProperties: false });

const statementParameters = {
  month: Type.Optional(
    Type.String({
      title: 'a month from 2000 to 2100, written like 2026-11',
      description: 'The month, of the device’s time zone; the current one by default.',
      pattern: '^(?:20\\d\\d|2100)-(?:0[1-9]|1[0-2])$',
      examples: ['2026-11'],
    }),
  ),
  ownerId: Type.Optional(
    Type.String({
      title: 'a UUID',
      description:
        'For administrators: the statement of this owner, with only the hours of that time. Clients receive only their own.',
      format: 'uuid',
      pattern: '^[^:]*$',
    }),
  ),
  tariffId: Type.Optional(
    Type.String({
      title: 'a UUID',
      description: 'For administrators: a preview by this tariff in place of the assigned ones.',
      format: 'uuid',
      pattern: '^[^:]*$',
    }),
  ),
  validFrom: day(
    'With `tariffId`: previews the version of this day for the whole month; by default, each day has the version that is valid on it.',
  ),
};

/** A month of a device. */
export const StatementQuery = Type.Object(statementParameters, { additionalProperties: false });

export const StatementPdfQuery = Type.Object(
  {
    ...statementParameters,
    language: Type.Optional(
      Type.Unsafe<'en' | 'de'>({
        type: 'string',
        enum: ['en', 'de'],
        title: 'en or de',
        description: 'The language of the document.',
        default: 'en',
      }),
    ),
  },
  { additionalProperties: false },
);

export const SharedQuery = Type.Object(
  {
    from,
    to,
    by: Type.Optional(Type.Unsafe<'hour' | Period>({ ...by, default: 'day' })),
    compare,
    cost,
    ...selection,
    flow: Type.Optional(
      Type.Unsafe<'consumption' | 'production'>({
        type: 'string',
        enum: ['consumption', 'production'],
        title: 'consumption or production',
        description:
          'The devices that are added up: those that draw from the grid, or those that feed into it. They are never ' +
          'netted.',
        default: 'consumption',
      }),
    ),
    top: Type.Optional(
      Type.Integer({
        title: 'a whole number from 0 to 100',
        description: 'How many of the devices that consumed most are returned.',
        minimum: 0,
        maximum: 100,
        default: 10,
      }),
    ),
  },
  { additionalProperties: false },
);

const exportFormats = Object.keys(EXPORT_FORMATS) as ExportFormatName[];

const exported = {
  from,
  to,
  by: Type.Optional(
    Type.Unsafe<ExportRows>({
      type: 'string',
      enum: [...EXPORT_ROWS],
      title: `one of ${EXPORT_ROWS.join(', ')}`,
      description: 'What the export has a row for.',
      default: 'hours',
    }),
  ),
  cost: Type.Optional(
    Type.Boolean({
      title: 'true or false',
      description:
        'Adds to each hour the cost of its energy by the assigned tariffs, with tax, and its currency.',
      default: false,
    }),
  ),
  format: Type.Optional(
    Type.Unsafe<ExportFormatName>({
      type: 'string',
      enum: exportFormats,
      title: `one of ${exportFormats.join(', ')}`,
      description: 'The format of the export.',
      default: 'csv',
    }),
  ),
};

export const DeviceExportQuery = Type.Object(exported, { additionalProperties: false });

export const ExportQuery = Type.Object(
  { ...exported, ...selection },
  { additionalProperties: false },
);

export const DaysQuery = Type.Object(
  {
    from: day('The first day in the device’s time zone; by default six days before the last one.'),
    to: day(`The last day, ${MAX_DAYS - 1} days after the first at most; today by default.`),
  },
  { additionalProperties: false },
);

/** After validation, with the default. */
export type DeviceListQuery = Static<typeof DeviceListQuery> & { readonly limit: number };
export type DeviceSearchQuery = Static<typeof DeviceSearchQuery>;
export type UserListQuery = Static<typeof UserListQuery> & { readonly limit: number };
export type ConsumptionQuery = Static<typeof ConsumptionQuery>;
export type PeriodQuery = Omit<ConsumptionQuery, 'day'>;
export type SharedQuery = Static<typeof SharedQuery> & {
  readonly by: 'hour' | Period;
  readonly flow: 'consumption' | 'production';
  readonly top: number;
};
export type ForecastQuery = Static<typeof ForecastQuery>;
export type StatementPdfQuery = Static<typeof StatementPdfQuery>;
export type StatementQuery = Static<typeof StatementQuery>;
export type DaysQuery = Static<typeof DaysQuery>;
export type DeviceExportQuery = Required<Pick<Static<typeof DeviceExportQuery>, 'by' | 'format'>> &
  Static<typeof DeviceExportQuery>;
export type ExportQuery = DeviceExportQuery & Static<typeof ExportQuery>;
