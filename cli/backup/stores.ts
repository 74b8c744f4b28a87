import {
  BROKER_URL,
  CREDENTIALS_URL,
  EVENT_STORE_URL,
  READ_MODEL_URL,
  readConfiguration,
  requireEmbeddedStore,
} from '@energy/service/configuration';
import type { Terminal } from '../terminal.ts';

/** One of the platform's stores, where it is embedded: a file. */
export interface Store {
  readonly name: StoreName;
  readonly url: string;
}

export type StoreName = (typeof STORES)[number]['name'];

/**
 * The stores in the order in which a backup takes them. What is copied later may know more than what was
 * copied before it, never less: a measurement leaves the broker when the read models have it; read models
 * are built from events; and a right that was taken away in between must not come back with a password
 * or a session.
 */
export const STORES = [
  {
    name: 'broker',
    variable: 'BROKER_URL',
    instead: 'let the projectors work off what waits there',
  },
  {
    name: 'read-models',
    variable: 'READ_MODEL_URL',
    instead: 'take mongodump of it while no projector runs',
  },
  {
    name: 'events',
    variable: 'EVENT_STORE_URL',
    instead: "take the event store's own backup",
  },
  {
    name: 'credentials',
    variable: 'CREDENTIALS_URL',
    instead: 'take mongodump of it while no command-api runs',
  },
] as const;

/** The name of a store's file in a backup: that of the embedded store by default. */
export function fileOf(name: StoreName): string {
  return `${name}.db`;
}

/**
 * The stores that the environment names, in the order of {@link STORES}: those that are files, and the others.
 *
 * @throws StoreMissing if a file does not exist
 */
export function storesOf(environment: Terminal['environment']) {
  const variables = { EVENT_STORE_URL, READ_MODEL_URL, BROKER_URL, CREDENTIALS_URL };
  const urls = readConfiguration(variables, environment);
  const embedded: Store[] = [];
  const others: (typeof STORES)[number][] = [];
  for (const store of STORES) {
    const url = urls[store.variable];
    requireEmbeddedStore(store.variable, url, !environment[store.variable]);
    if (url.startsWith('sqlite:')) embedded.push({ name: store.name, url });
    else others.push(store);
  }
  return { embedded, others };
}
