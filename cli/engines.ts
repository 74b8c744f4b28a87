import { type CredentialStore, openCredentialStore } from '@energy/credentials';
import type { EngineLog } from '@energy/engines';
import { type EventStore, openEventStore } from '@energy/event-store';
import { type MeasurementQueue, openMeasurementQueue } from '@energy/measurements';
import { openReadModels, type ReadModels } from '@energy/read-models';
import {
  BROKER_URL,
  CREDENTIALS_URL,
  EVENT_STORE_URL,
  READ_MODEL_URL,
  readConfiguration,
} from '@energy/service';
import type { Terminal } from './terminal.ts';

/** Runs `work` with the event store that the environment names, and closes it after. */
export function withEventStore<T>(terminal: Terminal, work: (store: EventStore) => Promise<T>) {
  const { EVENT_STORE_URL: url } = readConfiguration({ EVENT_STORE_URL }, terminal.environment);
  return using(openEventStore(url, logOf(terminal)), work);
}

/** Runs `work` with the read models that the environment names, and closes them after. */
export function withReadModels<T>(terminal: Terminal, work: (models: ReadModels) => Promise<T>) {
  const { READ_MODEL_URL: url } = readConfiguration({ READ_MODEL_URL }, terminal.environment);
  return using(openReadModels(url), work);
}

/** Runs `work` with the credential store that the environment names, and closes it after. */
export function withCredentials<T>(
  terminal: Terminal,
  work: (credentials: CredentialStore) => Promise<T>,
) {
  const { CREDENTIALS_URL: url } = readConfiguration({ CREDENTIALS_URL }, terminal.environment);
  return using(openCredentialStore(url), work);
}

/** Runs `work` with the measurement queue that the environment names, and closes it after. */
export function withQueue<T>(terminal: Terminal, work: (queue: MeasurementQueue) => Promise<T>) {
  const { BROKER_URL: url } = readConfiguration({ BROKER_URL }, terminal.environment);
  return using(openMeasurementQueue(url, { log: logOf(terminal) }), work);
}

/** Runs `work` with an engine, and closes it after. */
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

/** What engines tell of their troubles is said to the person. */
export function logOf({ say }: Terminal): EngineLog {
  return { info: () => {}, warn: say };
}
