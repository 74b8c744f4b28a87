import { openDatabase, reading } from '@energy/engines';
import type { Position } from '@energy/event-store';
import type { ReadModels } from '../read-models.ts';
import { ALERT_INBOXES_SCHEMA, ALERT_INBOXES_TABLE, SqliteAlertInboxes } from './alert-inboxes.ts';
import { ALERTS_SCHEMA, SqliteAlerts } from './alerts.ts';
import { CHECKPOINTS_SCHEMA } from './checkpoint.ts';
import { CONVERSATIONS_SCHEMA, CONVERSATIONS_TABLE, SqliteConversations } from './conversations.ts';
import { DEVICES_SCHEMA, DEVICES_TABLE, SqliteDevices } from './devices.ts';
import { HOURLY_CONSUMPTION_SCHEMA, SqliteHourlyConsumption } from './hourly-consumption.ts';
import { ROW_CHANGES_SCHEMA } from './kept-pages.ts';
import { SqliteUsers, USERS_SCHEMA, USERS_TABLE } from './users.ts';

const SCHEMA = [
  CHECKPOINTS_SCHEMA,
  ROW_CHANGES_SCHEMA,
  USERS_SCHEMA,
  DEVICES_SCHEMA,
  HOURLY_CONSUMPTION_SCHEMA,
  ALERTS_SCHEMA,
  ALERT_INBOXES_SCHEMA,
  CONVERSATIONS_SCHEMA,
].join('');
const PROJECTIONS = [
  USERS_TABLE.name,
  DEVICES_TABLE.name,
  ALERT_INBOXES_TABLE,
  CONVERSATIONS_TABLE.name,
];

/** The read models in one SQLite file, for the processes of one machine. */
export function openSqliteReadModels(url: string): ReadModels {
  const db = openDatabase(url, SCHEMA);
  // Lists and replays of 100,000 devices stay within memory: 128 MB, where that much is there.
  db.exec('PRAGMA cache_size = -131072');
  const lowestPosition = db.prepare(`
    SELECT min(position) AS position FROM checkpoints
    WHERE projection IN (${PROJECTIONS.map(() => '?')}) HAVING count(*) = ${PROJECTIONS.length}`);
  const users = new SqliteUsers(db);
  const alerts = new SqliteAlerts(db);
  return {
    users,
    devices: new SqliteDevices(db),
    consumption: new SqliteHourlyConsumption(db, alerts),
    alerts,
    alertInboxes: new SqliteAlertInboxes(db),
    conversations: new SqliteConversations(db, users),
    position: async () => {
      const row = reading(db, () => lowestPosition.get(...PROJECTIONS));
      return row?.position as Position | undefined;
    },
    close: async () => db.close(),
  };
}
