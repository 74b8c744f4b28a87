import { METER_FIELDS } from '../meters/meter-fields.ts';

export type ImportKind = 'users' | 'devices';

/** The columns of each kind of file, as its header names them. */
export const COLUMNS = {
  users: ['name', 'role'],
  devices: ['description', 'address', 'maxHourlyConsumption', 'timeZone', 'owner', ...METER_FIELDS],
} as const;

export type Column = (typeof COLUMNS)[ImportKind][number];

/** Columns that a file may leave out. */
export const OPTIONAL_COLUMNS: ReadonlySet<Column> = new Set(['owner', ...METER_FIELDS]);

/** Further titles of columns, as lists are exported. */
export const COLUMN_ALIASES: Readonly<Record<string, Column>> = { ownerid: 'owner' };

export const MAX_ROWS = 10_000;
