import { setTimeout as sleep } from 'node:timers/promises';
import { openCredentialStore, PasswordHasher } from '@energy/credentials';
import { untilItSucceeds } from '@energy/engines';
import { openEventStore } from '@energy/event-store';
import {
  CREDENTIALS_URL,
  EVENT_STORE_URL,
  host,
  listen,
  PUBLIC_URL,
  port,
  runService,
  wholeNumber,
} from '@energy/service';
import { buildApp } from './app.ts';
import { Directory } from './directory.ts';
import { FIRST_ADMINISTRATOR, makeFirstAdministrator } from './first-administrator.ts';
import { Policies } from './policies.ts';
import { Accounts } from './users/accounts.ts';

const HOUR_MS = 3_600_000;
const SIGNING_KEY_AGE_MS = 30 * 24 * HOUR_MS;

const attempts = (settings: { description: string; default: number }) =>
  wholeNumber({ ...settings, min: 1, max: 1_000_000 });

const variables = {
  EVENT_STORE_URL,
  CREDENTIALS_URL,
  PUBLIC_URL,
  HOST: host({ default: '127.0.0.1', description: 'The address that commands are taken at.' }),
  COMMAND_API_PORT: port({ default: 8082, description: 'The port that commands are taken on.' }),
  SIGN_INS_PER_NAME: attempts({
    default: 10,
    description: 'How often a minute somebody may try to sign in by one name.',
  }),
  SIGN_INS_PER_ADDRESS: attempts({
    default: 60,
    description: 'How often a minute somebody may try to sign in from one address.',
  }),
};

await runService(
  'command-api',
  variables,
  async ({ configuration, log, metrics, signal, onClose }) => {
    const eventStore = openEventStore(configuration.EVENT_STORE_URL, log);
    onClose('the event store', () => eventStore.close());
    const credentials = openCredentialStore(configuration.CREDENTIALS_URL);
    onClose('the credential store', () => credentials.close());
    const directory = new Directory(eventStore);
    const hasher = new PasswordHasher();
    const app = await buildApp({
      eventStore,
      credentials,
      directory,
      hasher,
      publicUrl: configuration.PUBLIC_URL,
      attempts: {
        perName: configuration.SIGN_INS_PER_NAME,
        perAddress: configuration.SIGN_INS_PER_ADDRESS,
      },
      log,
      metrics,
    });
    onClose('its HTTP server', () => app.close());
    const policies = new Policies({ eventStore, credentials, directory, log, signal });
    const working = Promise.all([directory.run(signal), policies.run(), makeFirst(), rotateKeys()]);
    working.catch(() => undefined); // It is awaited below.
    await listen(app, {
      host: configuration.HOST,
      port: configuration.COMMAND_API_PORT,
      portVariable: 'COMMAND_API_PORT',
    });
    await working;

    async function makeFirst(): Promise<void> {
      const accounts = new Accounts({ eventStore, directory, now: Date.now });
      const make = () => makeFirstAdministrator({ accounts, credentials, hasher });
      const password = await untilItSucceeds('make the first administrator', make, { signal, log });
      if (password !== undefined) tellOnce(password);
    }

    async function rotateKeys(): Promise<void> {
      while (!signal.aborted) {
        const rotate = () => credentials.rotateSigningKey({ olderThanMs: SIGNING_KEY_AGE_MS });
        await untilItSucceeds('look after the signing keys', rotate, { signal, log });
        await sleep(HOUR_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  },
);

/** On standard output itself: a log is kept, and read by others. */
function tellOnce(password: string): void {
  process.stdout.write(
    `\nThe first administrator can sign in now, and must choose a password then:\n` +
      `  name                ${FIRST_ADMINISTRATOR.name}\n` +
      `  one-time password   ${password}\n` +
      `It is shown this once.\n\n`,
  );
}
