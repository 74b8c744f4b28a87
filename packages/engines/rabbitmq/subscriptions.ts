import type { ConfirmChannel } from 'amqplib';
import { delay } from '../delay.ts';
import type { EngineLog } from '../log.ts';
import { Outage } from '../outage.ts';
import { retry, retryDelay } from '../retry.ts';
import { type BrokerConnection, closeQuietly } from './connection.ts';

/** A consumer on one channel, which ends with the channel. */
export interface ChannelSubscription {
  /** The reason of its loss; `undefined` while it works and if its owner ended it. */
  readonly lostBecause: string | undefined;
  end(): Promise<void>;
}

export interface SubscriptionsOptions<S extends ChannelSubscription> {
  readonly connection: BrokerConnection;
  /** Declares its queues and consumes, on a new channel. */
  readonly open: (channel: ConfirmChannel) => Promise<S>;
  readonly log: EngineLog;
  /** The log lines for its loss and its return. */
  readonly sentences: { readonly lost: (reason: string) => string; readonly back: string };
  readonly signal: AbortSignal;
}

/**
 * Yields one subscription after the other, across outages of the broker, until the signal aborts. Ends each
 * when the next one is requested.
 */
export async function* subscriptions<S extends ChannelSubscription>(
  options: SubscriptionsOptions<S>,
): AsyncGenerator<S, void, undefined> {
  const { log, signal } = options;
  const outage = new Outage(log);
  for (;;) {
    const subscription = await subscribed(options, outage);
    if (!subscription) return;
    try {
      yield subscription;
    } finally {
      await subscription.end();
    }
    if (signal.aborted) return;
    const { lostBecause } = subscription;
    if (lostBecause !== undefined) logLoss(lostBecause, options, outage);
    await delay(retryDelay(0), signal);
  }
}

/** Retries until it succeeds; `undefined` when the signal aborts before. */
async function subscribed<S extends ChannelSubscription>(
  options: SubscriptionsOptions<S>,
  outage: Outage,
): Promise<S | undefined> {
  const { sentences, signal } = options;
  try {
    const subscription = await retry(() => opened(options), {
      signal,
      onFailure: (error) => logLoss((error as Error).message, options, outage),
    });
    outage.ended(sentences.back);
    return subscription;
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}

async function opened<S extends ChannelSubscription>({
  connection,
  open,
  signal,
}: SubscriptionsOptions<S>): Promise<S> {
  const channel = await connection.channelWhenConnected(signal);
  try {
    return await open(channel);
  } catch (error) {
    closeQuietly(channel);
    throw error;
  }
}

/** Logs the loss of a channel; the connection logs its own. */
function logLoss(
  reason: string,
  {
    connection,
    sentences,
  }: Pick<SubscriptionsOptions<ChannelSubscription>, 'connection' | 'sentences'>,
  outage: Outage,
): void {
  if (connection.connected) outage.began(sentences.lost(reason));
}
