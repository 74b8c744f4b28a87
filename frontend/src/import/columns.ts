export type ImportKind = 'users' | 'devices';

/** The columns of each kind of file, as its header names them. */
export const COLUMNS = {
  users: ['name', 'role'],
  devices: ['description', 'address', 'maxHourlyConsumption', 'timeZone', 'owner'],
} as const;

export type Column = (typeof COLUMNS)[ImportKind][number];

export const MAX_ROWS = 10_000;
