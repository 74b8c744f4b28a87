import { type EngineLog, openByScheme } from '@energy/engines';
import type { LiveFeed } from './live-feed.ts';
import { RabbitLiveFeed } from './rabbitmq/live-feed.ts';
import { SqliteLiveFeed } from './sqlite/live-feed.ts';

export interface OpenFeedOptions {
  readonly log: EngineLog;
}

/**
 * Opens the live feed of the broker that `url` names: `sqlite:FILE` for the embedded one, `amqp://…`
 * or `amqps://…` for RabbitMQ. Connects when it is first used, so an unavailable RabbitMQ is no error
 * here.
 *
 * @throws InvalidEngineUrl where no adapter has the scheme, or the URL is broken
 */
export function openLiveFeed(url: string, { log }: OpenFeedOptions): LiveFeed {
  const openRabbit = () => new RabbitLiveFeed(url, { log });
  return openByScheme<LiveFeed>(url, {
    'sqlite:': () => new SqliteLiveFeed(url, { log }),
    'amqp:': openRabbit,
    'amqps:': openRabbit,
  });
}
