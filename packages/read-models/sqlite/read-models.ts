import { openDatabase } from '@energy/engines';
import type { ReadModels } from '../read-models.ts';
import { DEVICES_SCHEMA, SqliteDevices } from './devices.ts';
import { HOURLY_CONSUMPTION_SCHEMA, SqliteHourlyConsumption } from './hourly-consumption.ts';

/** The read models in one SQLite file, for the processes of one machine. */
export function openSqliteReadModels(url: string): ReadModels {
  const db = openDatabase(url, DEVICES_SCHEMA + HOURLY_CONSUMPTION_SCHEMA);
  return {
    devices: new SqliteDevices(db),
    consumption: new SqliteHourlyConsumption(db),
    close: async () => db.close(),
  };
}
