import { type EngineLog, schemeOf } from '@energy/engines';
import type { LiveFeed } from './live-feed.ts';
import { RabbitLiveFeed } from './rabbitmq/live-feed.ts';
import { SqliteLiveFeed } from './sqlite/live-feed.ts';

export interface OpenFeedOptions {
  readonly log: EngineLog;
}

/**
 * Opens the live feed of the broker that `url` names: `sqlite:FILE` for the embedded one, `amqp://…`
 * or `amqps://…` for RabbitMQ. A RabbitMQ that is away is no error here: it is connected to when it
 * comes.
 *
 * @throws RangeError for another scheme, TypeError for a broken URL, EngineUnavailable when the
 *   embedded database can't be opened
 */
export function openLiveFeed(url: string, { log }: OpenFeedOptions): LiveFeed {
  switch (schemeOf(url, ['sqlite:', 'amqp:', 'amqps:'])) {
    case 'sqlite:':
      return new SqliteLiveFeed(url, { log });
    case 'amqp:':
    case 'amqps:':
      return new RabbitLiveFeed(url, { log });
  }
}
