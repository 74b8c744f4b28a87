import type { TokenVerification } from '@energy/credentials';
import type { EventStore } from '@energy/event-store';
import {
  type AccessOptions,
  ClientBudget,
  createHttpApi,
  Device,
  type GatewayTrust,
  Tariff,
  User,
} from '@energy/http';
import type { LiveFeed } from '@energy/live-feed';
import type { QueueStatistics } from '@energy/measurements';
import { everyOwnerOf, type ReadModels } from '@energy/read-models';
import type { EventsWatch } from '@energy/read-models/projection';
import { errorMessage, type Metrics, type Tracing, type Utility } from '@energy/service';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { Live } from './live/live.ts';
import { Overview } from './overview/overview.ts';
import { addCompression } from './plugins/compression.ts';
import { addEnergyPosition } from './plugins/energy-position.ts';
import { refuseQueriesWhileEventsMissing } from './plugins/missing-events.ts';
import { addWebSockets } from './plugins/websocket.ts';
import { listAlerts } from './routes/alerts/list.ts';
import { getBudget } from './routes/budgets/budget.ts';
import { getSharedConsumption } from './routes/consumption/consumption.ts';
import { getToday } from './routes/consumption/today.ts';
import { getConsumption } from './routes/devices/consumption.ts';
import { getDailyConsumption } from './routes/devices/daily-consumption.ts';
import { getDevice } from './routes/devices/device.ts';
import { getForecast } from './routes/devices/forecast.ts';
import { getHistory } from './routes/devices/history.ts';
import { listDevices } from './routes/devices/list.ts';
import { getStatement } from './routes/devices/statement.ts';
import { getDeviceStates } from './routes/devices/states.ts';
import { getDeviceTotals } from './routes/devices/totals.ts';
import { addExports } from './routes/exports/exports.ts';
import { getSharedForecast } from './routes/forecast/forecast.ts';
import { listDeviceGaps } from './routes/gaps/device.ts';
import { listGaps } from './routes/gaps/list.ts';
import { getAsyncApi } from './routes/live/asyncapi.ts';
import { openLive } from './routes/live/live.ts';
import { getOverview } from './routes/overview/overview.ts';
import { getSession } from './routes/session/session.ts';
import { getSessions } from './routes/session/sessions.ts';
import { listTariffs } from './routes/tariffs/list.ts';
import { getTariff } from './routes/tariffs/tariff.ts';
import { listUsers } from './routes/users/list.ts';
import { getSignIns } from './routes/users/sign-ins.ts';
import { getUser } from './routes/users/user.ts';
import { Alert, BudgetAlert } from './schemas/alert.ts';

export interface AppOptions {
  readonly readModels: ReadModels;
  readonly events: Pick<EventStore, 'readStream' | 'readAll' | 'head' | 'hasPosition'>;
  /** Refuses queries while the event store lacks events that the read models were built from. */
  readonly watch?: Pick<EventsWatch, 'expectEvents' | 'missing'>;
  readonly queue: Pick<QueueStatistics, 'stats'>;
  readonly credentials: Pick<TokenVerification, 'lastSignIns' | 'sessionsOf'>;
  readonly liveFeed: LiveFeed;
  readonly liveConnectionsPerUser: number;
  /** Authenticates the gateway, whose `X-Forwarded-For` is trusted. */
  readonly gateway?: GatewayTrust;
  /** Requests that one user may send in ten seconds to this process; unlimited by default. */
  readonly requestsPerUser?: number;
  readonly access: Pick<AccessOptions, 'sessions' | 'publicUrl'>;
  /** On statements. */
  readonly utility?: Utility;
  readonly log: FastifyBaseLogger;
  readonly metrics: Metrics;
  readonly tracing?: Tracing | undefined;
  /** The current time in milliseconds since 1970, UTC. */
  readonly now?: () => number;
}

const description = {
  title: 'Energy platform: queries',
  description:
    'Users, devices and their consumption. Energies are in kWh, instants in ISO 8601 UTC, days are ' +
    'those of the device’s time zone. Errors are problem details (RFC 9457) with a stable `type`.',
  tags: [
    { name: 'session', description: 'The signed-in user.' },
    { name: 'users', description: 'User accounts.' },
    { name: 'devices', description: 'Devices and their consumption.' },
    { name: 'tariffs', description: 'Prices by which devices are billed.' },
    {
      name: 'alerts',
      description: 'Hours that exceeded their limit, and months that reach a budget.',
    },
    { name: 'overview', description: 'The state of the platform.' },
    { name: 'live', description: 'Live alerts and totals.' },
  ],
};

/** Builds the query side of the API over its read models, without listening. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const { readModels, events, watch, access, log, metrics, tracing, now = Date.now } = options;
  const overview = new Overview({ readModels, events, queue: options.queue, now });
  const live = new Live({
    readModels,
    feed: options.liveFeed,
    sessions: access.sessions,
    connectionsPerUser: options.liveConnectionsPerUser,
    log,
    metrics,
    onRecorded: (recorded) => overview.onRecorded(recorded),
  });
  const app = await createHttpApi({
    log,
    metrics,
    tracing,
    readiness: () => readinessOf(readModels, live, watch),
    description,
    access: {
      ...access,
      hasEverOwned: async (clientId, id) => {
        const device = await readModels.devices.find(id);
        return device !== undefined && everyOwnerOf(device).includes(clientId);
      },
    },
    bodyLimit: 1_024,
    numbersFromText: true,
    ...(options.gateway && { gateway: options.gateway }),
    ...(options.requestsPerUser && { requestsPerUser: options.requestsPerUser }),
    webSockets: true,
  });
  addCompression(app);
  addEnergyPosition(app, { readModels, events });
  if (watch) refuseQueriesWhileEventsMissing(app, watch);
  await addWebSockets(app, () => live.stop());
  app.addHook('onReady', async () => live.start());
  for (const schema of [ClientBudget, Device, Tariff, User, Alert, BudgetAlert])
    app.addSchema(schema);
  getSession(app, readModels.users);
  listUsers(app, readModels.users);
  getUser(app, readModels.users);
  getBudget(app, readModels);
  getSignIns(app, options.credentials);
  getSessions(app, options.credentials);
  const searchDependencies = { overview, now };
  listDevices(app, readModels, searchDependencies);
  getDeviceTotals(app, readModels, searchDependencies);
  getDeviceStates(app, readModels, now);
  getDevice(app, readModels.devices);
  getConsumption(app, readModels, now);
  getDailyConsumption(app, readModels, now);
  getSharedConsumption(app, readModels, now);
  getToday(app, readModels, now);
  addExports(app, readModels, now);
  getStatement(app, readModels, { utility: options.utility ?? {}, now });
  getForecast(app, readModels, now);
  getSharedForecast(app, readModels, now);
  listTariffs(app, readModels.tariffs);
  getTariff(app, readModels.tariffs);
  getHistory(app, events);
  listGaps(app, readModels, now);
  listDeviceGaps(app, readModels, now);
  listAlerts(app, readModels);
  getOverview(app, overview, readModels.users, now);
  openLive(app, live);
  getAsyncApi(app);
  return app;
}

/** An outage of the live feed after the start does not count: alerts are also polled. */
async function readinessOf(
  readModels: ReadModels,
  live: Live,
  watch: AppOptions['watch'],
): Promise<Record<string, string>> {
  if (watch?.missing) return { events: errorMessage(watch.missing) };
  try {
    await readModels.position();
  } catch (error) {
    return { 'read models': errorMessage(error) };
  }
  return live.isListening ? {} : { 'live feed': 'not connected since the start' };
}
