import { existsSync } from 'node:fs';
import {
  OWNERSHIP_INDEX,
  type OwnershipStore,
  openOwnershipStore,
  ownershipFile,
} from '@energy/accounts';
import { type CredentialStore, openCredentialStore } from '@energy/credentials';
import type { EngineLog } from '@energy/engines';
import { type EventStore, openEventStore } from '@energy/event-store';
import { type MeasurementQueue, openMeasurementQueue } from '@energy/measurements';
import { openReadModels, type ReadModels } from '@energy/read-models';
import { expectEvents } from '@energy/read-models/projection';
import {
  BROKER_URL,
  CREDENTIALS_URL,
  EVENT_STORE_URL,
  namingVariable,
  READ_MODEL_URL,
  readConfiguration,
  requireEmbeddedStore,
  StoreMissing,
  type StoreVariable,
} from '@energy/service/configuration';
import type { Terminal } from './terminal.ts';

const VARIABLES = { EVENT_STORE_URL, READ_MODEL_URL, BROKER_URL, CREDENTIALS_URL };

export interface OpenOptions {
  /** Makes an embedded store that does not exist; without it, that is an error. */
  readonly create?: boolean | undefined;
}

/** Runs `work` with the event store that the environment names, then closes it. */
export function withEventStore<T>(
  terminal: Terminal,
  work: (store: EventStore) => Promise<T>,
  options?: OpenOptions,
) {
  const url = urlOf('EVENT_STORE_URL', terminal, options);
  const open = () => openEventStore(url, logOf(terminal));
  return using(namingVariable('EVENT_STORE_URL', open), work);
}

/**
 * Runs `work`, which may append, with the event store that the environment names, then closes it.
 *
 * @throws EventsMissing where the event store lacks events that the read models were built from
 */
export function withEventStoreToAppend<T>(
  terminal: Terminal,
  work: (store: EventStore) => Promise<T>,
  options?: OpenOptions,
) {
  const expectAll = async (store: EventStore) => {
    const models = openReadModelsIfThere(terminal);
    if (models) {
      await using(models, () =>
        withOwnershipStoreIfThere(terminal, (index) =>
          expectEvents(models, store, otherProjections(index)),
        ),
      );
    }
    return work(store);
  };
  return withEventStore(terminal, expectAll, options);
}

/** `undefined` where the read models are an embedded store that does not exist. */
export function openReadModelsIfThere(terminal: Terminal): ReadModels | undefined {
  try {
    const url = urlOf('READ_MODEL_URL', terminal);
    return namingVariable('READ_MODEL_URL', () => openReadModels(url));
  } catch (error) {
    if (error instanceof StoreMissing) return undefined;
    throw error;
  }
}

/** Runs `work` with the read models that the environment names, then closes them. */
export function withReadModels<T>(terminal: Terminal, work: (models: ReadModels) => Promise<T>) {
  const url = urlOf('READ_MODEL_URL', terminal);
  return using(
    namingVariable('READ_MODEL_URL', () => openReadModels(url)),
    work,
  );
}

/** Runs `work` with the credential store that the environment names, then closes it. */
export function withCredentials<T>(
  terminal: Terminal,
  work: (credentials: CredentialStore) => Promise<T>,
  options?: OpenOptions,
) {
  const url = urlOf('CREDENTIALS_URL', terminal, options);
  return using(
    namingVariable('CREDENTIALS_URL', () => openCredentialStore(url)),
    work,
  );
}

/** Runs `work` with the ownership index beside the credentials, which it makes if it is missing, then closes it. */
export function withOwnershipStore<T>(
  { environment }: Terminal,
  work: (index: OwnershipStore) => Promise<T>,
) {
  const url = credentialsUrl(environment);
  return using(
    namingVariable('CREDENTIALS_URL', () => openOwnershipStore(url)),
    work,
  );
}

/** Runs `work` with the ownership index, or with `undefined` if it is an embedded one that does not exist. */
export async function withOwnershipStoreIfThere<T>(
  terminal: Terminal,
  work: (index: OwnershipStore | undefined) => Promise<T>,
): Promise<T> {
  const url = credentialsUrl(terminal.environment);
  if (url.startsWith('sqlite:') && !existsSync(ownershipFile(url))) return work(undefined);
  return withOwnershipStore(terminal, work);
}

/** The projections that are no read models, for `expectEvents`. */
export function otherProjections(index: OwnershipStore | undefined) {
  return index ? [{ name: OWNERSHIP_INDEX, position: () => index.position() }] : [];
}

function credentialsUrl(environment: Terminal['environment']): string {
  return readConfiguration({ CREDENTIALS_URL }, environment).CREDENTIALS_URL;
}

/** Runs `work` with the measurement queue that the environment names, then closes it. */
export function withQueue<T>(terminal: Terminal, work: (queue: MeasurementQueue) => Promise<T>) {
  const url = urlOf('BROKER_URL', terminal);
  const open = () => openMeasurementQueue(url, { log: logOf(terminal) });
  return using(namingVariable('BROKER_URL', open), work);
}

/** @throws StoreMissing if it names an embedded store that does not exist and is not to be made */
function urlOf(
  variable: StoreVariable,
  { environment }: Terminal,
  { create = false }: OpenOptions = {},
): string {
  const url = readConfiguration({ [variable]: VARIABLES[variable] }, environment)[variable]!;
  if (!create) requireEmbeddedStore(variable, url, !environment[variable]);
  return url;
}

/** Runs `work` with an engine, then closes it. */
export async function using<E extends { close(): Promise<void> }, T>(
  engine: E,
  work: (engine: E) => Promise<T>,
): Promise<T> {
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
}

/** Shows the warnings of engines to the operator. */
export function logOf({ info }: Terminal): EngineLog {
  return { info: () => {}, warn: info };
}
