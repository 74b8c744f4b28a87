import { OWNERSHIP_INDEX } from '@energy/accounts';
import {
  ClientBudget,
  createHttpApi,
  Device,
  type GatewayTrust,
  isSecure,
  knownSessions,
  sessionCookies,
  Tariff,
  User,
} from '@energy/http';
import type { AlertsReadModel } from '@energy/read-models';
import type { EventsWatch } from '@energy/read-models/projection';
import { errorMessage, type Metrics, type Tracing } from '@energy/service';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { toProblem } from './problems.ts';
import { markAlertsSeen } from './routes/alerts/mark-seen.ts';
import { removeBudget } from './routes/budgets/remove.ts';
import { setBudget } from './routes/budgets/set.ts';
import { assignDevice } from './routes/devices/assign.ts';
import { assignTariff } from './routes/devices/assign-tariff.ts';
import { changeDevice } from './routes/devices/change.ts';
import { decommissionDevice } from './routes/devices/decommission.ts';
import { registerDevice } from './routes/devices/register.ts';
import { replaceMeter } from './routes/devices/replace-meter.ts';
import { unassignDevice } from './routes/devices/unassign.ts';
import { estimateGap } from './routes/readings/estimate.ts';
import { reviewReading } from './routes/readings/review.ts';
import { type AttemptLimits, countAttempts } from './routes/session/attempts.ts';
import { changePassword } from './routes/session/change-password.ts';
import { endSession } from './routes/session/end.ts';
import { KnownBrowsers } from './routes/session/known-browsers.ts';
import { proveSession } from './routes/session/prove.ts';
import { refreshSession } from './routes/session/refresh.ts';
import { Proof, Session } from './routes/session/schemas.ts';
import { Sessions } from './routes/session/sessions.ts';
import { signIn } from './routes/session/sign-in.ts';
import { signOut } from './routes/session/sign-out.ts';
import { assignTariffToDevices } from './routes/tariffs/assign-devices.ts';
import { createTariff } from './routes/tariffs/create.ts';
import { publishTariffVersion } from './routes/tariffs/publish-version.ts';
import { type AssignedDevices, retireTariff } from './routes/tariffs/retire.ts';
import { changeUser } from './routes/users/change.ts';
import { deleteUser } from './routes/users/delete.ts';
import { registerUser } from './routes/users/register.ts';
import { resetPassword } from './routes/users/reset-password.ts';
import { OneTimePassword } from './schemas/user.ts';
import type { Services } from './services.ts';

export interface AppOptions {
  readonly services: Services;
  /** The read model by which only existing alerts can be marked as seen. */
  readonly alerts: Pick<AlertsReadModel, 'last'>;
  /** The read models by which a tariff that bills devices cannot be retired. */
  readonly readModels: AssignedDevices;
  /** Refuses commands while the event store lacks events. */
  readonly watch?: Pick<EventsWatch, 'expectEvents'>;
  /** The address of the platform for browsers. */
  readonly publicUrl: URL;
  readonly attempts: AttemptLimits;
  /** Identifies the gateway, whose `X-Forwarded-For` names the caller. */
  readonly gateway?: GatewayTrust;
  /** The most requests of one user in ten seconds to this process; unlimited by default. */
  readonly requestsPerUser?: number;
  readonly log: FastifyBaseLogger;
  readonly metrics: Metrics;
  readonly tracing?: Tracing | undefined;
}

/** Several times the size of the largest valid command. */
const BODY_LIMIT = 16_384;

const description = {
  title: 'Energy platform: commands',
  description:
    'Sign-in, administrators’ commands on users, devices, owners and tariffs, and clients’ budgets. Energies are in ' +
    'kWh, instants in ISO 8601 UTC. Errors are problem details (RFC 9457) ' +
    'with a stable `type`.',
  tags: [
    { name: 'session', description: 'Signing in and out.' },
    { name: 'users', description: 'User accounts.' },
    { name: 'devices', description: 'Devices and their owners.' },
    { name: 'tariffs', description: 'Prices, and which devices are billed by them.' },
    {
      name: 'alerts',
      description: 'Hours that exceeded their limit, and months that reach a budget.',
    },
  ],
};

/** Builds the command side of the API. It does not listen yet. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const { services, watch, publicUrl, log, metrics, tracing } = options;
  const { credentials, now } = services;
  const app = await createHttpApi({
    log,
    metrics,
    tracing,
    readiness: () => readinessOf(services, watch),
    description,
    access: {
      sessions: knownSessions(credentials),
      publicUrl,
      signingKey: await credentials.signingKey(),
      provedAt: (sessionId) => credentials.provedAt(sessionId),
      now,
    },
    bodyLimit: BODY_LIMIT,
    ...(options.gateway && { gateway: options.gateway }),
    ...(options.requestsPerUser && { requestsPerUser: options.requestsPerUser }),
    translate: toProblem,
  });
  if (watch) {
    app.addHook('preHandler', async ({ method }) => {
      if (method !== 'GET' && method !== 'HEAD') await watch.expectEvents();
    });
  }
  for (const schema of [ClientBudget, Device, Tariff, User, Session, Proof, OneTimePassword])
    app.addSchema(schema);
  await addSessionRoutes(app, options);
  addUserRoutes(app, services);
  addDeviceRoutes(app, services);
  addTariffRoutes(app, options);
  markAlertsSeen(app, services.eventStore, options.alerts);
  return app;
}

async function addSessionRoutes(
  app: FastifyInstance,
  { services, publicUrl, attempts: limits }: AppOptions,
): Promise<void> {
  const { eventStore, credentials, accounts, authentication, passwords, now } = services;
  const cookies = sessionCookies(isSecure(publicUrl));
  const browsers = new KnownBrowsers({
    secret: await credentials.browserSecret(),
    isSecure: isSecure(publicUrl),
    now,
  });
  const sessions = new Sessions(app, { accounts, credentials, cookies, browsers, now });
  const attempts = await countAttempts(app, { credentials, browsers, limits, now });

  signIn(app, { accounts, authentication, sessions, attempts });
  refreshSession(app, { eventStore, credentials, sessions });
  signOut(app, credentials, sessions);
  endSession(app, credentials);
  changePassword(app, { accounts, passwords, sessions, attempts });
  proveSession(app, { accounts, authentication, attempts, now });
}

function addUserRoutes(app: FastifyInstance, services: Services): void {
  const { accounts, budgets, changes, credentials, passwords } = services;
  registerUser(app, accounts);
  changeUser(app, changes);
  deleteUser(app, changes, credentials);
  resetPassword(app, passwords);
  setBudget(app, budgets);
  removeBudget(app, budgets);
}

function addDeviceRoutes(
  app: FastifyInstance,
  { eventStore, devices, readings, now }: Services,
): void {
  registerDevice(app, devices);
  changeDevice(app, devices);
  replaceMeter(app, devices);
  decommissionDevice(app, eventStore);
  assignDevice(app, eventStore);
  unassignDevice(app, eventStore);
  assignTariff(app, eventStore, now);
  reviewReading(app, readings);
  estimateGap(app, readings);
}

function addTariffRoutes(
  app: FastifyInstance,
  { services: { eventStore, now }, readModels }: AppOptions,
): void {
  createTariff(app, eventStore);
  publishTariffVersion(app, eventStore, now);
  assignTariffToDevices(app, eventStore, now);
  retireTariff(app, eventStore, readModels);
}

async function readinessOf(
  { eventStore, credentials, ownershipIndex }: Services,
  watch: AppOptions['watch'],
): Promise<Record<string, string>> {
  const notReady: Record<string, string> = {};
  await watch?.expectEvents().catch((error) => {
    notReady.events = errorMessage(error);
  });
  await eventStore.head().catch((error) => {
    notReady['event store'] = errorMessage(error);
  });
  await credentials.publicKeys().catch((error) => {
    notReady['credential store'] = errorMessage(error);
  });
  await ownershipIndex.progress().then(
    (progress) => {
      if (progress !== undefined) notReady[OWNERSHIP_INDEX] = progress;
    },
    (error) => {
      notReady[OWNERSHIP_INDEX] = errorMessage(error);
    },
  );
  return notReady;
}
