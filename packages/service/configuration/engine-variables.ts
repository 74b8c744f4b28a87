import path from 'node:path';
import { InvalidEngineUrl, sqliteFile } from '@energy/engines';
import { engineUrl, optional } from './configuration.ts';
import { StartupError } from './startup-error.ts';

export const EVENT_STORE_URL = engineUrl({
  description: 'The event store, where every decision is recorded.',
  default: 'sqlite:data/events.db',
  schemes: ['sqlite:', 'esdb:', 'esdb+discover:'],
});

export const READ_MODEL_URL = engineUrl({
  description: 'The read models that queries are answered from.',
  default: 'sqlite:data/read-models.db',
  schemes: ['sqlite:', 'mongodb:', 'mongodb+srv:'],
});

export const CREDENTIALS_URL = engineUrl({
  description: 'The credential store: passwords, sessions and the keys that sign tokens.',
  default: 'sqlite:data/credentials.db',
  schemes: ['sqlite:', 'mongodb:', 'mongodb+srv:'],
});

export const BROKER_URL = engineUrl({
  description: 'The broker that measurements come through.',
  default: 'sqlite:data/broker.db',
  schemes: ['sqlite:', 'amqp:', 'amqps:'],
});

export const LIVE_FEED_URL = optional(
  engineUrl({
    description: 'The broker of the live feed; BROKER_URL by default.',
    schemes: ['sqlite:', 'amqp:', 'amqps:'],
  }),
);

/** The variable that has the URL of the live feed's broker. */
export function liveFeedVariable(urls: {
  readonly LIVE_FEED_URL: string | undefined;
}): 'LIVE_FEED_URL' | 'BROKER_URL' {
  return urls.LIVE_FEED_URL === undefined ? 'BROKER_URL' : 'LIVE_FEED_URL';
}

/**
 * Opens an engine by the URL of a variable.
 *
 * @throws StartupError if the URL is invalid: the message names the variable
 */
export function namingVariable<T>(variable: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (!(error instanceof InvalidEngineUrl)) throw error;
    throw new StartupError(`${variable} is not valid: ${error.message}.`, { cause: error });
  }
}

/**
 * Requires that credentials and read models have separate databases.
 *
 * @throws StartupError if both URLs name the same database
 */
export function expectCredentialsApart(urls: {
  readonly READ_MODEL_URL: string;
  readonly CREDENTIALS_URL: string;
}): void {
  const [readModels, credentials] = [urls.READ_MODEL_URL, urls.CREDENTIALS_URL].map(databaseOf);
  if (readModels === undefined || readModels !== credentials) return;
  throw new StartupError(
    'READ_MODEL_URL and CREDENTIALS_URL name the same database: give the credentials one of their ' +
      'own, and its user rights of its own.',
  );
}

/** Equal for URLs of the same database; `undefined` if the URL names none. */
function databaseOf(url: string): string | undefined {
  if (url.startsWith('sqlite:')) return path.resolve(sqliteFile(url));
  const { hosts = '', database } = MONGODB_PLACE.exec(url)?.groups ?? {};
  return database ? `${hosts.toLowerCase().split(',').sort()} ${database}` : undefined;
}

const MONGODB_PLACE = /:\/\/(?:[^@/?]*@)?(?<hosts>[^@/?]+)\/(?<database>[^?]*)/;
