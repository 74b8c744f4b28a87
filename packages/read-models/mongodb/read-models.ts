import { MongoConnection } from '@energy/engines/mongodb';
import type { Db } from 'mongodb';
import { DerivedDays } from '../derived-days.ts';
import { lowestPosition, type ReadModels } from '../read-models.ts';
import { MongoAlertInboxes } from './alert-inboxes.ts';
import { MongoAlerts } from './alerts.ts';
import { MongoBudgets } from './budgets.ts';
import { MongoConversations } from './conversations.ts';
import { MongoDevices } from './devices.ts';
import { PreviousHours } from './hour-migration.ts';
import { MongoHourlyConsumption } from './hourly-consumption.ts';
import { MongoLastReadings } from './last-readings.ts';
import { ALERTS_INDEXES, alertsIn } from './stored-alert.ts';
import { HOUR_INDEXES, hoursIn } from './stored-hour.ts';
import { MongoTariffs } from './tariffs.ts';
import { MongoTotalLoad } from './total-load.ts';
import { MongoUsers } from './users.ts';

const DATABASE = 'energy';

/**
 * Opens the read models in a database of MongoDB. Connects at the first use; an unavailable server is no error before.
 *
 * @throws TypeError for an invalid URL or a fixed option
 */
export function openMongoReadModels(url: string): ReadModels {
  const prepare = async (db: Db) => {
    for (const { generations } of Object.values(projections)) await generations.createIndexes(db);
    await alertsIn(db).createIndexes(ALERTS_INDEXES);
    await hoursIn(db).createIndexes(HOUR_INDEXES);
  };
  const connection = new MongoConnection({ url, database: DATABASE, prepare });
  const previous = new PreviousHours(connection);
  const users = new MongoUsers(connection);
  const projections = {
    users,
    devices: new MongoDevices(connection),
    alertInboxes: new MongoAlertInboxes(connection),
    conversations: new MongoConversations(connection, users),
    tariffs: new MongoTariffs(connection),
    budgets: new MongoBudgets(connection),
  };
  const consumption = new MongoHourlyConsumption(connection, previous);
  return {
    ...projections,
    consumption,
    dailyConsumption: new DerivedDays(consumption, projections.devices, async () =>
      (await connection.use((db) => previous.isPresent(db)))
        ? undefined
        : consumption.review.extent(),
    ),
    totalLoad: new MongoTotalLoad(connection, previous),
    lastReadings: new MongoLastReadings(connection),
    alerts: new MongoAlerts(connection, previous),
    position: () => lowestPosition(Object.values(projections)),
    close: () => connection.close(),
  };
}
