import { MongoConnection } from '@energy/engines/mongodb';
import type { Db } from 'mongodb';
import { lowestPosition } from '../lowest-position.ts';
import type { ReadModels } from '../read-models.ts';
import { MongoAlertInboxes } from './alert-inboxes.ts';
import { MongoAlerts } from './alerts.ts';
import { MongoDevices } from './devices.ts';
import { MongoHourlyConsumption } from './hourly-consumption.ts';
import { ALERTS_INDEXES, alertsIn } from './stored-alert.ts';
import { MongoUsers } from './users.ts';

const DATABASE = 'energy';

/**
 * The read models in one database of a MongoDB, for the processes of many machines. It is connected to
 * when it is first needed; one that is away is no error until then.
 *
 * @throws TypeError where the URL is no MongoDB URL, or has an option that can't be chosen
 */
export function openMongoReadModels(url: string): ReadModels {
  const prepare = async (db: Db) => {
    for (const { generations } of Object.values(projections)) await generations.makeIndexes(db);
    await alertsIn(db).createIndexes(ALERTS_INDEXES);
  };
  const connection = new MongoConnection({ url, database: DATABASE, prepare });
  const projections = {
    users: new MongoUsers(connection),
    devices: new MongoDevices(connection),
    alertInboxes: new MongoAlertInboxes(connection),
  };
  return {
    ...projections,
    consumption: new MongoHourlyConsumption(connection),
    alerts: new MongoAlerts(connection),
    position: () => lowestPosition(Object.values(projections)),
    close: () => connection.close(),
  };
}
