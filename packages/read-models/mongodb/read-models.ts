import { MongoConnection } from '@energy/engines/mongodb';
import type { Db, IndexDescription } from 'mongodb';
import type { ReadModels } from '../read-models.ts';
import { ALERT_INBOXES, MongoAlertInboxes } from './alert-inboxes.ts';
import { MongoAlerts } from './alerts.ts';
import { positionsOf } from './checkpoint.ts';
import { CONVERSATIONS, CONVERSATIONS_INDEXES, MongoConversations } from './conversations.ts';
import { DEVICES, DEVICES_INDEXES, MongoDevices } from './devices.ts';
import { MongoHourlyConsumption } from './hourly-consumption.ts';
import { ALERTS, ALERTS_INDEXES } from './stored-alert.ts';
import { MongoUsers, USERS, USERS_INDEXES } from './users.ts';

const DATABASE = 'energy';

const INDEXES: Readonly<Record<string, IndexDescription[]>> = {
  [USERS]: USERS_INDEXES,
  [DEVICES]: DEVICES_INDEXES,
  [ALERTS]: ALERTS_INDEXES,
  [CONVERSATIONS]: CONVERSATIONS_INDEXES,
};
const PROJECTIONS = [USERS, DEVICES, ALERT_INBOXES, CONVERSATIONS];

/**
 * The read models in one database of a MongoDB, for the processes of many machines. It is connected to
 * when it is first needed; one that is away is no error until then.
 *
 * @throws TypeError where the URL is no MongoDB URL, or has an option that can't be chosen
 */
export function openMongoReadModels(url: string): ReadModels {
  const connection = new MongoConnection({ url, database: DATABASE, prepare: makeIndexes });
  const users = new MongoUsers(connection);
  return {
    users,
    devices: new MongoDevices(connection),
    consumption: new MongoHourlyConsumption(connection),
    alerts: new MongoAlerts(connection),
    alertInboxes: new MongoAlertInboxes(connection),
    conversations: new MongoConversations(connection, users),
    position: async () => {
      const positions = await connection.use((db) => positionsOf(db, PROJECTIONS));
      if (positions.size < PROJECTIONS.length) return undefined;
      return [...positions.values()].reduce((lowest, each) => (each < lowest ? each : lowest));
    },
    close: () => connection.close(),
  };
}

async function makeIndexes(db: Db): Promise<void> {
  for (const [collection, indexes] of Object.entries(INDEXES)) {
    await db.collection(collection).createIndexes(indexes);
  }
}
