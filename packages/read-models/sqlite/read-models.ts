import { openDatabase } from '@energy/engines';
import { lowestPosition, type ReadModels } from '../read-models.ts';
import { ALERT_INBOXES_TABLE, SqliteAlertInboxes } from './alert-inboxes.ts';
import { ALERTS_SCHEMA, extendAlerts, SqliteAlerts } from './alerts.ts';
import { BUDGETS_TABLE, SqliteBudgets } from './budgets.ts';
import { CHECKPOINTS_SCHEMA } from './checkpoint.ts';
import { CONVERSATIONS_TABLE, SqliteConversations } from './conversations.ts';
import { SqliteDailyConsumption } from './daily-consumption.ts';
import { DAY_TABLE_FIRST_ROWS } from './day-table.ts';
import { migrateDayZones } from './day-zones.ts';
import { DESCRIBED_METERS_FIRST_ROWS, DESCRIBED_METERS_SCHEMA } from './described-meters.ts';
import { DeviceZones } from './device-zones.ts';
import { DEVICES_TABLE, SqliteDevices } from './devices.ts';
import { createTableInUse, GENERATIONS_SCHEMA } from './generations.ts';
import { HOUR_DEVICES_FIRST_ROWS } from './hour-devices.ts';
import { PreviousHours } from './hour-migration.ts';
import { HOUR_TABLE_SCHEMA, HourTable } from './hour-table.ts';
import { SqliteHourlyConsumption } from './hourly-consumption.ts';
import { LAST_READINGS_SCHEMA, SqliteLastReadings } from './last-readings.ts';
import { ROW_CHANGES_SCHEMA } from './page-cache.ts';
import { READING_RETENTION_SCHEMA } from './reading-retention.ts';
import { REGISTER_METERS_SCHEMA } from './register-recording.ts';
import { SqliteTariffs, TARIFFS_TABLE } from './tariffs.ts';
import { SqliteTotalLoad } from './total-load.ts';
import { SqliteUsers, USERS_TABLE } from './users.ts';

const SCHEMA = [
  CHECKPOINTS_SCHEMA,
  GENERATIONS_SCHEMA,
  ROW_CHANGES_SCHEMA,
  HOUR_TABLE_SCHEMA,
  LAST_READINGS_SCHEMA,
  READING_RETENTION_SCHEMA,
  REGISTER_METERS_SCHEMA,
  DESCRIBED_METERS_SCHEMA,
  ALERTS_SCHEMA,
].join('');
const FIRST_ROWS = {
  ...HOUR_DEVICES_FIRST_ROWS,
  ...DAY_TABLE_FIRST_ROWS,
  ...DESCRIBED_METERS_FIRST_ROWS,
};
const TABLES = [
  USERS_TABLE,
  DEVICES_TABLE,
  ALERT_INBOXES_TABLE,
  CONVERSATIONS_TABLE,
  TARIFFS_TABLE,
  BUDGETS_TABLE,
];

/** Opens the read models in an SQLite file, for the processes of one machine. */
export function openSqliteReadModels(url: string): ReadModels {
  const db = openDatabase(url, {
    contents: 'read models',
    schema: SCHEMA,
    firstRows: FIRST_ROWS,
    prepare: (opened) => {
      extendAlerts(opened);
      migrateDayZones(opened);
      for (const table of TABLES) createTableInUse(opened, table);
    },
    walMegabytes: 64,
  });
  const table = new HourTable(db);
  const previous = new PreviousHours(db, table);
  const alerts = new SqliteAlerts(db, {
    totals: (deviceId, starts) => previous.totals(deviceId, starts),
    marks: (deviceId, starts) => table.marks(deviceId, starts),
  });
  const users = new SqliteUsers(db);
  const devices = new SqliteDevices(db);
  const zones = new DeviceZones(db, devices.generations);
  const projections = {
    users,
    devices,
    alertInboxes: new SqliteAlertInboxes(db),
    conversations: new SqliteConversations(db, users),
    tariffs: new SqliteTariffs(db),
    budgets: new SqliteBudgets(db),
  };
  return {
    ...projections,
    consumption: new SqliteHourlyConsumption(db, { table, previous, alerts }),
    dailyConsumption: new SqliteDailyConsumption(db, { table, previous, zones }),
    totalLoad: new SqliteTotalLoad(db, { table, previous }),
    lastReadings: new SqliteLastReadings(db),
    alerts,
    position: () => lowestPosition(Object.values(projections)),
    close: async () => db.close(),
  };
}
