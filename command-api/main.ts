import { OWNERSHIP_INDEX, openOwnershipStore } from '@energy/accounts';
import { openCredentialStore, PasswordHasher } from '@energy/credentials';
import { openEventStore } from '@energy/event-store';
import { openReadModels, readingRecord } from '@energy/read-models';
import { EventsWatch, refuseAppendsWhileEventsMissing } from '@energy/read-models/projection';
import {
  CREDENTIALS_URL,
  EVENT_STORE_URL,
  expectCredentialsApart,
  filePath,
  GATEWAY_SECRET,
  GATEWAYS,
  host,
  listen,
  optional,
  PUBLIC_URL,
  port,
  READ_MODEL_URL,
  REQUESTS_PER_USER,
  runService,
  wholeNumber,
} from '@energy/service';
import { instrumentedEventStore } from '@energy/service/event-store';
import { buildApp } from './app.ts';
import { BackgroundWork } from './background-work.ts';
import { checkPasswordFile } from './first-administrator.ts';
import { Policies } from './policies.ts';
import { createServices } from './services.ts';

const HOUR_MS = 3_600_000;

const attempts = (settings: { description: string; default: number }) =>
  wholeNumber({ ...settings, min: 1, max: 1_000_000 });

const variables = {
  EVENT_STORE_URL,
  READ_MODEL_URL,
  CREDENTIALS_URL,
  PUBLIC_URL,
  HOST: host({ default: '127.0.0.1', description: 'The address that commands are taken at.' }),
  COMMAND_API_PORT: port({ default: 8082, description: 'The port that commands are taken on.' }),
  GATEWAY_SECRET,
  GATEWAYS,
  REQUESTS_PER_USER,
  SIGN_INS_PER_NAME: attempts({
    default: 10,
    description: 'How often a minute a password may be tried for one name from one address.',
  }),
  SIGN_INS_PER_ADDRESS: attempts({
    default: 60,
    description: 'How often a minute passwords may be tried from one address.',
  }),
  ONE_TIME_PASSWORD_HOURS: wholeNumber({
    default: 72,
    min: 1,
    max: 24 * 365,
    description: 'How many hours a one-time password can be used.',
  }),
  FIRST_PASSWORD_FILE: optional(
    filePath({
      description:
        "A file to write the first administrator's one-time password to, in place of standard output, which is often logged. Delete it after reading.",
    }),
  ),
};

await runService(
  'command-api',
  variables,
  async ({ configuration, log, metrics, tracing, signal, onClose, open }) => {
    expectCredentialsApart(configuration);
    const { FIRST_PASSWORD_FILE: passwordFile } = configuration;
    if (passwordFile !== undefined) await checkPasswordFile(passwordFile);
    const store = await open('EVENT_STORE_URL', 'the event store', (url) =>
      openEventStore(url, log),
    );
    // Their checkpoints show whether the event store lost its end, and alerts which of them can be seen.
    const readModels = await open('READ_MODEL_URL', 'the read models', openReadModels);
    const ownershipStore = await open('CREDENTIALS_URL', 'the ownership index', openOwnershipStore);
    const watch = new EventsWatch({
      eventStore: store,
      readModels,
      others: [{ name: OWNERSHIP_INDEX, position: () => ownershipStore.position() }],
      log,
    });
    const eventStore = refuseAppendsWhileEventsMissing(
      instrumentedEventStore(store, { metrics, tracing }),
      watch,
    );
    const credentials = await open('CREDENTIALS_URL', 'the credential store', (url) =>
      openCredentialStore(url),
    );
    const services = createServices({
      eventStore,
      credentials,
      ownershipStore,
      hasher: new PasswordHasher(),
      readingRecord: readingRecord(readModels.consumption),
      hasReadings: (deviceId) => readModels.consumption.hasReadings(deviceId),
      registerBefore: (deviceId, at) => readModels.consumption.registerBefore(deviceId, at),
      log,
      oneTimePasswordLifetimeMs: configuration.ONE_TIME_PASSWORD_HOURS * HOUR_MS,
    });
    const app = await buildApp({
      services,
      alerts: readModels.alerts,
      readModels,
      watch,
      publicUrl: configuration.PUBLIC_URL,
      gateway: { secret: configuration.GATEWAY_SECRET, addresses: configuration.GATEWAYS },
      requestsPerUser: configuration.REQUESTS_PER_USER,
      attempts: {
        perName: configuration.SIGN_INS_PER_NAME,
        perAddress: configuration.SIGN_INS_PER_ADDRESS,
      },
      log,
      metrics,
      tracing,
    });
    onClose('its HTTP server', () => app.close());
    const { ownershipIndex } = services;
    const policies = new Policies({
      eventStore,
      credentials,
      ownershipIndex,
      ownershipStore,
      log,
      signal,
    });
    const work = new BackgroundWork({
      services,
      policies,
      watch,
      credentials,
      passwordFile,
      log,
      signal,
    });
    const working = work.run();
    working.catch(() => undefined); // It is awaited below.
    await listen(app, {
      host: configuration.HOST,
      port: configuration.COMMAND_API_PORT,
      portVariable: 'COMMAND_API_PORT',
    });
    await working;
  },
);
