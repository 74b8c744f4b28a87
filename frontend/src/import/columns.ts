/** What a file is about, which its columns say. */
export type ImportKind = 'users' | 'devices';

/** The columns of each kind, as they are written in the first line. */
export const COLUMNS = {
  users: ['name', 'role'],
  devices: ['description', 'address', 'maxHourlyConsumption', 'timeZone', 'owner'],
} as const;

export type Column = (typeof COLUMNS)[ImportKind][number];

/** The most lines that a file may have. */
export const MOST_LINES = 10_000;
