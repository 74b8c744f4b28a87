import { randomUUID } from 'node:crypto';
import { EngineUnavailable } from '@energy/engines';
import { SeverableProxy } from '@energy/engines/testing';
import { type Channel, type ChannelModel, connect } from 'amqplib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { liveFeedContract, Subscriber, typing } from '../live-feed.contract.ts';
import { RabbitLiveFeed } from './live-feed.ts';

const silent = { info() {}, warn() {} };
const RABBITMQ_URL = process.env.RABBITMQ_URL;
const LIMITS = { messages: 10, bytes: 10_000, ms: 60_000 };

if (!RABBITMQ_URL) {
  console.warn(
    'The RabbitMQ tests are SKIPPED: set RABBITMQ_URL, for example to amqp://guest:guest@127.0.0.1:5672',
  );
}

const exchangeOfATest = () => `test-${randomUUID().slice(0, 8)}.energy.live`;

describe.skipIf(!RABBITMQ_URL)('the live feed in RabbitMQ', () => {
  liveFeedContract(async () => {
    const exchange = exchangeOfATest();
    const broker = await connect(RABBITMQ_URL!);
    const channel = await broker.createConfirmChannel();
    return {
      open: () => new RabbitLiveFeed(RABBITMQ_URL!, { log: silent, exchange, limits: LIMITS }),
      publishForeign: async (body) => {
        channel.publish(exchange, 'Typing.AlertRaised', Buffer.from(body));
        await channel.waitForConfirms();
      },
      remove: async () => {
        await channel.deleteExchange(exchange);
        await broker.close();
      },
    };
  });
});

describe.skipIf(!RABBITMQ_URL)('a RabbitMQ with a live feed', () => {
  let exchange: string;
  let broker: ChannelModel;
  let channel: Channel;
  let proxy: SeverableProxy;
  let feed: RabbitLiveFeed;
  const log = {
    info: vi.fn<(message: string) => void>(),
    warn: vi.fn<(message: string) => void>(),
  };
  const warnings = () => log.warn.mock.calls.map(([message]) => message);

  beforeEach(async () => {
    log.info.mockClear();
    log.warn.mockClear();
    exchange = exchangeOfATest();
    broker = await connect(RABBITMQ_URL!);
    channel = await broker.createChannel();
    proxy = new SeverableProxy(RABBITMQ_URL!);
    await proxy.open();
    feed = new RabbitLiveFeed(proxy.url, {
      log,
      exchange,
      limits: { ...LIMITS, ms: 100 },
      confirmTimeoutMs: 500,
    });
  });

  afterEach(async () => {
    await feed.close();
    await proxy.goAway();
    await channel.deleteExchange(exchange);
    await broker.close();
  });

  /** Retries until the broker confirms, as callers do. */
  async function publishUntilConfirmed(at: number): Promise<void> {
    await vi.waitFor(() => feed.publish([typing(at)]), { timeout: 10_000, interval: 50 });
  }

  it('may be unavailable at the start: publishing fails, subscribing waits', async () => {
    await proxy.goAway();
    await expect(feed.publish([typing(1)])).rejects.toThrow(EngineUnavailable);
    const subscriber = new Subscriber(feed);
    await expect(feed.publish([typing(1)])).rejects.toThrow(/RabbitMQ at 127\.0\.0\.1:\d+/);
    expect(subscriber.deliveries).toEqual([]);
    await proxy.open();
    await vi.waitFor(
      () => expect(subscriber.deliveries).toEqual([{ notices: [], gap: true }]),
      10_000,
    );
    await publishUntilConfirmed(2);
    await subscriber.receives([typing(2)]);
  });

  it('reports a gap to subscribers after an outage', async () => {
    const subscriber = await Subscriber.on(feed);
    await publishUntilConfirmed(1);
    await subscriber.receives([typing(1)]);
    await proxy.goAway();
    await expect(feed.publish([typing(2)])).rejects.toThrow(EngineUnavailable);
    await proxy.open();
    await vi.waitFor(
      () => expect(subscriber.deliveries.at(-1)).toEqual({ notices: [], gap: true }),
      {
        timeout: 10_000,
      },
    );
    await publishUntilConfirmed(3);
    await subscriber.receives([typing(1), typing(3)]);
    expect(subscriber.deliveries.map(({ gap }) => gap)).toEqual([true, false, true, false]);
  });

  it('renews subscriptions whenever connections break', async () => {
    const subscriber = await Subscriber.on(feed);
    for (let time = 1; time <= 5; time++) {
      proxy.sever();
      await vi.waitFor(
        () => expect(subscriber.deliveries.filter(({ gap }) => gap).length).toBeGreaterThan(time),
        10_000,
      );
    }
    await publishUntilConfirmed(1);
    await subscriber.receives([typing(1)]);
  });

  it('drops notices that waited for too long, and reports a gap even without a later notice', async () => {
    const subscriber = await Subscriber.on(feed, ['Typing']);
    subscriber.pause();
    // Beyond the prefetch, notices wait in the broker.
    for (let at = 1; at <= 25; at++) await feed.publish([typing(at)]);
    await new Promise((resolve) => setTimeout(resolve, 300));
    subscriber.resume();
    await expect.poll(() => subscriber.deliveries.slice(1).some(({ gap }) => gap)).toBe(true);
    expect(subscriber.notices.length).toBeLessThan(25);
  });

  it('deletes the queue of a subscriber that has ended', async () => {
    const subscriber = await Subscriber.on(feed);
    await feed.publish([typing(1)]);
    await subscriber.receives([typing(1)]);
    subscriber.stop();
    await subscriber.ended;
    const withdrawn = () => channel.deleteExchange(exchange, { ifUnused: true });
    await vi.waitFor(withdrawn, { timeout: 20_000 });
  });

  it('rejects a publication that is not confirmed in time', async () => {
    await feed.publish([typing(1)]);
    proxy.fallSilent();
    await expect(feed.publish([typing(2)])).rejects.toThrow(/did not confirm messages in time/);
    proxy.sever();
    await publishUntilConfirmed(3);
  });

  it('names an exchange with other properties, and the remedy', async () => {
    await channel.assertExchange(exchange, 'direct', { durable: true });
    const sentence = new RegExp(`the exchange "${exchange}" exists .* delete it`);
    await expect(feed.publish([typing(1)])).rejects.toThrow(sentence);
    const subscriber = new Subscriber(feed);
    await expect.poll(() => warnings()).toEqual([expect.stringMatching(sentence)]);
    await channel.deleteExchange(exchange);
    await expect.poll(() => subscriber.deliveries).toHaveLength(1);
    await publishUntilConfirmed(2);
    await subscriber.receives([typing(2)]);
  });
});
