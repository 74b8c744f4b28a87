import { OWNERSHIP_INDEX, openOwnershipStore } from '@energy/accounts';
import { openCredentialStore, PasswordHasher } from '@energy/credentials';
import { delay, retryForever } from '@energy/engines';
import { openEventStore, PositionNotFound } from '@energy/event-store';
import { openReadModels } from '@energy/read-models';
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
import {
  checkPasswordFile,
  FIRST_ADMINISTRATOR,
  makeFirstAdministrator,
  writePasswordFile,
} from './first-administrator.ts';
import { Policies } from './policies.ts';
import { createServices } from './services.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const CHECK_INTERVAL_MS = 1_000;
const SIGNING_KEY_AGE_MS = 30 * 24 * HOUR_MS;

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
      log,
      oneTimePasswordLifetimeMs: configuration.ONE_TIME_PASSWORD_HOURS * HOUR_MS,
    });
    const { ownershipIndex, passwords } = services;
    const app = await buildApp({
      services,
      alerts: readModels.alerts,
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
    const options = { eventStore, credentials, ownershipIndex, ownershipStore, log, signal };
    const policies = new Policies(options);
    const working = Promise.all([
      watch.run(signal),
      whileComplete(() => ownershipIndex.run(signal)),
      decide(),
      every(HOUR_MS, 'look after the signing keys', () =>
        credentials.rotateSigningKey({ olderThanMs: SIGNING_KEY_AGE_MS }),
      ),
    ]);
    working.catch(() => undefined); // It is awaited below.
    await listen(app, {
      host: configuration.HOST,
      port: configuration.COMMAND_API_PORT,
      portVariable: 'COMMAND_API_PORT',
    });
    await working;

    /** Appends what nobody asked for, once the event store is known to lack nothing. */
    async function decide(): Promise<void> {
      await watch.whenComplete(signal);
      if (signal.aborted) return;
      await Promise.all([
        whileComplete(() => policies.run()),
        makeFirst(),
        every(MINUTE_MS, 'record changes of passwords', () => passwords.recordOutstanding()),
      ]);
    }

    /** Runs work that follows the events, again when the event store has all events again. */
    async function whileComplete(work: () => Promise<void>): Promise<void> {
      while (!signal.aborted) {
        await watch.whenComplete(signal);
        if (signal.aborted) return;
        try {
          return await work();
        } catch (error) {
          if (!(error instanceof PositionNotFound)) throw error;
          await delay(CHECK_INTERVAL_MS, signal);
          await watch.check();
        }
      }
    }

    async function makeFirst(): Promise<void> {
      const make = () => makeFirstAdministrator(services);
      const password = await retryForever('make the first administrator', make, { signal, log });
      if (password === undefined) return;
      if (passwordFile === undefined) return printPassword(password);
      await writePasswordFile(passwordFile, password);
      log.info(
        `The one-time password of the first administrator ("${FIRST_ADMINISTRATOR.name}") is in ` +
          `${passwordFile}. Delete the file after reading it.`,
      );
    }

    async function every(interval: number, what: string, work: () => Promise<void>) {
      while (!signal.aborted) {
        await retryForever(what, work, { signal, log });
        await delay(interval, signal);
      }
    }
  },
);

/** Prints the password apart from the log, for a person at the terminal. */
function printPassword(password: string): void {
  process.stdout.write(
    `\nThe first administrator can sign in now, and must choose a password then:\n` +
      `  name                ${FIRST_ADMINISTRATOR.name}\n` +
      `  one-time password   ${password}\n` +
      `It is shown this once.\n\n`,
  );
}
