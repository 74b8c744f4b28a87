import { medianTime } from '@energy/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Delivery, LiveFeed } from './live-feed.ts';
import type { Notice } from './notice.ts';

/** One feed of its own, for one test. */
export interface FeedUnderTest {
  /** Another handle on the same feed, as another process would have it. */
  open(): LiveFeed;
  /** Publishes a body that no publisher of the platform writes. */
  publishForeign(body: Uint8Array): Promise<void>;
  remove(): Promise<void>;
}

const ALL_TYPES = ['AlertRaised', 'AlertsSeen', 'HourlyTotalChanged', 'Typing'] as const;

/**
 * The contract of every {@link LiveFeed}.
 *
 * @param creates a feed that retains about 10,000 bytes for a slow subscriber
 */
export function liveFeedContract(make: () => Promise<FeedUnderTest>): void {
  let underTest: FeedUnderTest;
  let feed: LiveFeed;
  let opened: LiveFeed[];

  function open(): LiveFeed {
    const handle = underTest.open();
    opened.push(handle);
    return handle;
  }

  beforeEach(async () => {
    underTest = await make();
    opened = [];
    feed = open();
  });

  afterEach(async () => {
    await Promise.all(opened.map((handle) => handle.close()));
    await underTest.remove();
  });

  describe('a subscriber', () => {
    it('learns at once that earlier notices may be missing', async () => {
      await feed.publish([typing(0)]);
      const subscriber = await Subscriber.on(feed);
      expect(subscriber.deliveries).toEqual([{ notices: [], gap: true }]);
      await feed.publish([typing(1)]);
      await subscriber.receives([typing(1)]);
      expect(subscriber.deliveries.slice(1).map(({ gap }) => gap)).toEqual([false]);
    });

    it('receives notices of all types unchanged', async () => {
      const subscriber = await Subscriber.on(feed);
      const notices: Notice[] = [
        { type: 'AlertRaised', number: 7, deviceId: 'fridge', ownerId: 'ada' },
        { type: 'AlertRaised', number: 8, deviceId: 'oven', ownerId: null },
        { type: 'AlertRaised', number: 9, deviceId: null, ownerId: 'ada' },
        { type: 'AlertsSeen', userId: 'ada', through: 7 },
        {
          type: 'HourlyTotalChanged',
          deviceId: 'fridge',
          hour: 1_795_341_600_000,
          total: '9223372036854775807',
          readings: 6,
        },
        { type: 'Typing', clientId: 'ada', userId: 'Zoë 🐈', at: 1_795_341_600_001 },
      ];
      await feed.publish(notices);
      await subscriber.receives(notices);
    });

    it('receives everything from every publisher, like every other subscriber', async () => {
      const subscribers = [
        await Subscriber.on(feed),
        await Subscriber.on(feed),
        await Subscriber.on(open()),
      ];
      const all = Array.from({ length: 60 }, (_, index) => typing(index));
      const publishers = [feed, open(), open()];
      await Promise.all(
        publishers.map(async (publisher, which) => {
          for (let index = which; index < all.length; index += publishers.length) {
            await publisher.publish([all[index]!]);
          }
        }),
      );
      for (const subscriber of subscribers) {
        await expect.poll(() => subscriber.notices).toHaveLength(all.length);
        const delivered = subscriber.notices.map((notice) => (notice as { at: number }).at);
        for (const which of publishers.keys()) {
          const ofOne = delivered.filter((at) => at % publishers.length === which);
          expect(ofOne).toEqual(ofOne.toSorted((a, b) => a - b));
        }
      }
    });

    it('receives the notices of one publisher in the order of its calls, awaited or not', async () => {
      const subscriber = await Subscriber.on(open());
      const all = Array.from({ length: 30 }, (_, index) => typing(index));
      await Promise.all(all.map((notice) => feed.publish([notice])));
      await subscriber.receives(all);
    });

    it('receives only the types of its subscription', async () => {
      const chat = await Subscriber.on(feed, ['Typing']);
      const alerts = await Subscriber.on(feed, ['AlertRaised', 'AlertsSeen']);
      const seen: Notice = { type: 'AlertsSeen', userId: 'ada', through: 1 };
      const raised: Notice = { type: 'AlertRaised', number: 1, deviceId: 'oven', ownerId: null };
      await feed.publish([typing(1), seen, typing(2)]);
      await feed.publish([raised]);
      await feed.publish([typing(3)]);
      await chat.receives([typing(1), typing(2), typing(3)]);
      await alerts.receives([seen, raised]);
      expect(chat.deliveries.every(({ notices }, index) => index === 0 || notices.length > 0)).toBe(
        true,
      );
    });

    it('receives a notice within 100 ms', async () => {
      const subscriber = await Subscriber.on(open());
      const published: Notice[] = [];
      const receives = async () => {
        const notice = typing(published.length);
        published.push(notice);
        await feed.publish([notice]);
        await subscriber.receives(published);
      };
      await expect.poll(() => medianTime(9, receives)).toBeLessThan(100);
    });

    it('receives thousands of notices of one publication', async () => {
      const subscriber = await Subscriber.on(open());
      const many = Array.from({ length: 5_000 }, (_, index) => typing(index));
      await feed.publish(many);
      await subscriber.receives(many);
    });

    it('ignores invalid bodies', async () => {
      const subscriber = await Subscriber.on(feed);
      const bodies = [
        Buffer.from([0xff, 0x00, 0xfe]),
        '',
        '{',
        'null',
        '{"type":"Typing"}',
        '[null,7,"Typing",[],{}]',
        '[{"type":"Typing"},{"type":"toString"},{"type":"DoorOpened","at":1}]',
        '[{"type":"AlertRaised","number":"7","deviceId":"oven","ownerId":null}]',
        `[{"type":"Nothing"},${JSON.stringify(typing(1))}]`,
      ];
      for (const body of bodies) await underTest.publishForeign(Buffer.from(body));
      await feed.publish([typing(2)]);
      await subscriber.receives([typing(1), typing(2)]);
    });

    it('delays nobody when it is slow, and learns that it missed the oldest notices', async () => {
      const slow = await Subscriber.on(open());
      const quick = await Subscriber.on(open());
      slow.pause();
      const all = Array.from({ length: 1_000 }, (_, index) => typing(index));
      for (let from = 0; from < all.length; from += 10) {
        await feed.publish(all.slice(from, from + 10));
        await quick.receives(all.slice(0, from + 10));
      }
      slow.resume();
      await expect.poll(() => slow.notices.at(-1)).toEqual(all.at(-1));
      expect(slow.notices.length).toBeLessThan(all.length);
      const times = slow.notices.map((notice) => (notice as { at: number }).at);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      expect(slow.deliveries.slice(1).some(({ gap }) => gap)).toBe(true);
      expect(quick.deliveries.slice(1).some(({ gap }) => gap)).toBe(false);
    });
  });

  describe('a subscription', () => {
    it('ends when its signal aborts, without ending others', async () => {
      const one = await Subscriber.on(feed);
      const other = await Subscriber.on(feed);
      one.stop();
      await one.ended;
      await feed.publish([typing(1)]);
      await other.receives([typing(1)]);
      expect(one.notices).toEqual([]);
    });

    it('ends when the feed is closed', async () => {
      const subscriber = await Subscriber.on(feed);
      await feed.close();
      await subscriber.ended;
    });

    it('does not start with an aborted signal', async () => {
      const subscriber = feed.subscribe({ types: ALL_TYPES, signal: AbortSignal.abort() });
      expect(await Array.fromAsync(subscriber)).toEqual([]);
    });

    it('can be left by break', async () => {
      const { signal } = new AbortController();
      for await (const delivery of feed.subscribe({ types: ALL_TYPES, signal })) {
        expect(delivery.gap).toBe(true);
        break;
      }
      await feed.publish([typing(1)]);
    });
  });

  describe('publishing', () => {
    it('needs no subscriber', async () => {
      await feed.publish([typing(1)]);
    });

    it('delivers no empty list', async () => {
      const subscriber = await Subscriber.on(feed);
      await feed.publish([]);
      await feed.publish([typing(1)]);
      await subscriber.receives([typing(1)]);
      expect(subscriber.deliveries).toHaveLength(2);
    });
  });
}

/** A notice that is identified by its number. */
export function typing(at: number): Notice {
  return { type: 'Typing', clientId: 'ada', userId: 'bob', at };
}

/** Subscribes and collects the deliveries. */
export class Subscriber {
  readonly deliveries: Delivery[] = [];
  readonly ended: Promise<void>;
  readonly #controller = new AbortController();
  #resumed: Promise<void> = Promise.resolve();
  #resume: () => void = () => {};

  /** Resolves when the subscription works. */
  static async on(
    feed: LiveFeed,
    types: readonly Notice['type'][] = ALL_TYPES,
  ): Promise<Subscriber> {
    const subscriber = new Subscriber(feed, types);
    await expect.poll(() => subscriber.deliveries[0]?.gap).toBe(true);
    return subscriber;
  }

  constructor(feed: LiveFeed, types: readonly Notice['type'][] = ALL_TYPES) {
    this.ended = this.#consume(feed, types);
  }

  get notices(): readonly Notice[] {
    return this.deliveries.flatMap(({ notices }) => notices);
  }

  /** Resolves when exactly these have been delivered so far. */
  async receives(notices: readonly Notice[]): Promise<void> {
    await vi.waitFor(() => expect(this.notices.length).toBeGreaterThanOrEqual(notices.length), {
      timeout: 20_000,
      interval: 2,
    });
    expect(this.notices).toEqual(notices);
  }

  /** Takes no further delivery until `resume`. */
  pause(): void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#resumed = promise;
    this.#resume = resolve;
  }

  resume(): void {
    this.#resume();
  }

  stop(): void {
    this.#controller.abort();
  }

  async #consume(feed: LiveFeed, types: readonly Notice['type'][]): Promise<void> {
    for await (const delivery of feed.subscribe({ types, signal: this.#controller.signal })) {
      this.deliveries.push(delivery);
      await this.#resumed;
    }
  }
}
