import { engineUrl } from './configuration.ts';

/** Where the events are. */
export const EVENT_STORE_URL = engineUrl({
  description: 'The event store, where every decision is recorded.',
  default: 'sqlite:data/events.db',
  schemes: ['sqlite:', 'esdb:', 'esdb+discover:'],
});

/** Where the read models are. */
export const READ_MODEL_URL = engineUrl({
  description: 'The read models that queries are answered from.',
  default: 'sqlite:data/read-models.db',
  schemes: ['sqlite:'],
});

/** Where passwords, sessions and the keys of tokens are. */
export const CREDENTIALS_URL = engineUrl({
  description: 'The credential store: passwords, sessions and the keys that sign tokens.',
  default: 'sqlite:data/credentials.db',
  schemes: ['sqlite:'],
});

/** Where the measurements are. */
export const BROKER_URL = engineUrl({
  description: 'The broker that measurements come through.',
  default: 'sqlite:data/broker.db',
  schemes: ['sqlite:', 'amqp:', 'amqps:'],
});
