import { openDatabase } from '@energy/engines';
import { lowestPosition } from '../lowest-position.ts';
import type { ReadModels } from '../read-models.ts';
import { ALERT_INBOXES_TABLE, SqliteAlertInboxes } from './alert-inboxes.ts';
import { ALERTS_SCHEMA, SqliteAlerts } from './alerts.ts';
import { CHECKPOINTS_SCHEMA } from './checkpoint.ts';
import { DEVICES_TABLE, SqliteDevices } from './devices.ts';
import { GENERATIONS_SCHEMA, makeTableInUse } from './generations.ts';
import { HOURLY_CONSUMPTION_SCHEMA, SqliteHourlyConsumption } from './hourly-consumption.ts';
import { ROW_CHANGES_SCHEMA } from './kept-pages.ts';
import { SqliteUsers, USERS_TABLE } from './users.ts';

const SCHEMA = [
  CHECKPOINTS_SCHEMA,
  GENERATIONS_SCHEMA,
  ROW_CHANGES_SCHEMA,
  HOURLY_CONSUMPTION_SCHEMA,
  ALERTS_SCHEMA,
].join('');
const TABLES = [USERS_TABLE, DEVICES_TABLE, ALERT_INBOXES_TABLE];

/** The read models in one SQLite file, for the processes of one machine. */
export function openSqliteReadModels(url: string): ReadModels {
  const db = openDatabase(url, SCHEMA, (opened) => {
    for (const table of TABLES) makeTableInUse(opened, table);
  });
  // Lists and replays of 100,000 devices stay within memory: 128 MB, where that much is there.
  db.exec('PRAGMA cache_size = -131072');
  const alerts = new SqliteAlerts(db);
  const projections = {
    users: new SqliteUsers(db),
    devices: new SqliteDevices(db),
    alertInboxes: new SqliteAlertInboxes(db),
  };
  return {
    ...projections,
    consumption: new SqliteHourlyConsumption(db, alerts),
    alerts,
    position: () => lowestPosition(Object.values(projections)),
    close: async () => db.close(),
  };
}
