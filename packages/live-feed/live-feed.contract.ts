import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Heard, LiveFeed } from './live-feed.ts';
import type { Notice } from './notice.ts';

/** One feed of its own, for one test. */
export interface FeedUnderTest {
  /** Another handle on the same feed, as another process would have it. */
  open(): LiveFeed;
  /** Puts something on the feed that no publisher of the platform writes. */
  publishForeign(body: Uint8Array): Promise<void>;
  remove(): Promise<void>;
}

const ALL_TYPES = ['AlertRaised', 'AlertsSeen', 'HourlyTotalChanged', 'Typing'] as const;

/**
 * What every {@link LiveFeed} promises, whatever engine is behind it.
 *
 * @param make a feed that keeps about 10,000 bytes for a listener that does not keep up
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

  describe('a listener', () => {
    it('hears at once that there may be a gap before', async () => {
      await feed.publish([typing(0)]);
      const listener = await Listener.on(feed);
      expect(listener.heard).toEqual([{ notices: [], gap: true }]);
      await feed.publish([typing(1)]);
      await listener.hears([typing(1)]);
      expect(listener.heard.slice(1).map(({ gap }) => gap)).toEqual([false]);
    });

    it('hears all that is told, as it was told', async () => {
      const listener = await Listener.on(feed);
      const notices: Notice[] = [
        { type: 'AlertRaised', number: 7, deviceId: 'fridge', ownerId: 'ada' },
        { type: 'AlertRaised', number: 8, deviceId: 'oven', ownerId: null },
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
      await listener.hears(notices);
    });

    it('hears everything, as every other does, whoever tells it', async () => {
      const listeners = [
        await Listener.on(feed),
        await Listener.on(feed),
        await Listener.on(open()),
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
      for (const listener of listeners) {
        await expect.poll(() => listener.notices).toHaveLength(all.length);
        const heard = listener.notices.map((notice) => (notice as { at: number }).at);
        for (const which of publishers.keys()) {
          const ofOne = heard.filter((at) => at % publishers.length === which);
          expect(ofOne).toEqual(ofOne.toSorted((a, b) => a - b));
        }
      }
    });

    it('hears what one publisher tells in the order of its calls, awaited or not', async () => {
      const listener = await Listener.on(open());
      const all = Array.from({ length: 30 }, (_, index) => typing(index));
      await Promise.all(all.map((notice) => feed.publish([notice])));
      await listener.hears(all);
    });

    it('hears only the types that it asked for', async () => {
      const chat = await Listener.on(feed, ['Typing']);
      const alerts = await Listener.on(feed, ['AlertRaised', 'AlertsSeen']);
      const seen: Notice = { type: 'AlertsSeen', userId: 'ada', through: 1 };
      const raised: Notice = { type: 'AlertRaised', number: 1, deviceId: 'oven', ownerId: null };
      await feed.publish([typing(1), seen, typing(2)]);
      await feed.publish([raised]);
      await feed.publish([typing(3)]);
      await chat.hears([typing(1), typing(2), typing(3)]);
      await alerts.hears([seen, raised]);
      expect(chat.heard.every(({ notices }, index) => index === 0 || notices.length > 0)).toBe(
        true,
      );
    });

    it('hears within the blink of an eye', async () => {
      const listener = await Listener.on(open());
      const delays: number[] = [];
      for (let index = 0; index < 9; index++) {
        const told = performance.now();
        await feed.publish([typing(index)]);
        await listener.hears(Array.from({ length: index + 1 }, (_, at) => typing(at)));
        delays.push(performance.now() - told);
      }
      expect(delays.toSorted((a, b) => a - b)[4]).toBeLessThan(100);
    });

    it('hears thousands that are told at once', async () => {
      const listener = await Listener.on(open());
      const many = Array.from({ length: 5_000 }, (_, index) => typing(index));
      await feed.publish(many);
      await listener.hears(many);
    });

    it('skips what it can not read', async () => {
      const listener = await Listener.on(feed);
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
      await listener.hears([typing(1), typing(2)]);
    });

    it('that does not keep up holds up nobody, and learns that it missed the oldest', async () => {
      const slow = await Listener.on(open());
      const quick = await Listener.on(open());
      slow.pause();
      const all = Array.from({ length: 1_000 }, (_, index) => typing(index));
      for (let from = 0; from < all.length; from += 10) {
        await feed.publish(all.slice(from, from + 10));
        await quick.hears(all.slice(0, from + 10));
      }
      slow.goOn();
      await expect.poll(() => slow.notices.at(-1)).toEqual(all.at(-1));
      expect(slow.notices.length).toBeLessThan(all.length);
      const times = slow.notices.map((notice) => (notice as { at: number }).at);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      expect(slow.heard.slice(1).some(({ gap }) => gap)).toBe(true);
      expect(quick.heard.slice(1).some(({ gap }) => gap)).toBe(false);
    });
  });

  describe('listening', () => {
    it('ends when its signal aborts, and goes on for the others', async () => {
      const [one, other] = [await Listener.on(feed), await Listener.on(feed)];
      one.stop();
      await one.ended;
      await feed.publish([typing(1)]);
      await other.hears([typing(1)]);
      expect(one.notices).toEqual([]);
    });

    it('ends when the feed is closed', async () => {
      const listener = await Listener.on(feed);
      await feed.close();
      await listener.ended;
    });

    it('does not begin with a signal that has aborted', async () => {
      const listener = feed.listen({ types: ALL_TYPES, signal: AbortSignal.abort() });
      expect(await Array.fromAsync(listener)).toEqual([]);
    });

    it('can be left at any time', async () => {
      const { signal } = new AbortController();
      for await (const heard of feed.listen({ types: ALL_TYPES, signal })) {
        expect(heard.gap).toBe(true);
        break;
      }
      await feed.publish([typing(1)]);
    });
  });

  describe('telling', () => {
    it('needs nobody who listens', async () => {
      await feed.publish([typing(1)]);
    });

    it('of nothing tells nobody', async () => {
      const listener = await Listener.on(feed);
      await feed.publish([]);
      await feed.publish([typing(1)]);
      await listener.hears([typing(1)]);
      expect(listener.heard).toHaveLength(2);
    });
  });
}

/** A notice that is told from others by its number. */
export function typing(at: number): Notice {
  return { type: 'Typing', clientId: 'ada', userId: 'bob', at };
}

/** Somebody who listens, and remembers all that they heard. */
export class Listener {
  readonly heard: Heard[] = [];
  readonly ended: Promise<void>;
  readonly #controller = new AbortController();
  #mayGoOn: Promise<void> = Promise.resolve();
  #goOn: () => void = () => {};

  /** Resolves when they have begun to listen. */
  static async on(feed: LiveFeed, types: readonly Notice['type'][] = ALL_TYPES): Promise<Listener> {
    const listener = new Listener(feed, types);
    await expect.poll(() => listener.heard[0]?.gap).toBe(true);
    return listener;
  }

  constructor(feed: LiveFeed, types: readonly Notice['type'][] = ALL_TYPES) {
    this.ended = this.#listen(feed, types);
  }

  get notices(): readonly Notice[] {
    return this.heard.flatMap(({ notices }) => notices);
  }

  /** Resolves when just these have been heard so far. */
  async hears(notices: readonly Notice[]): Promise<void> {
    await vi.waitFor(() => expect(this.notices.length).toBeGreaterThanOrEqual(notices.length), {
      timeout: 20_000,
      interval: 2,
    });
    expect(this.notices).toEqual(notices);
  }

  /** Takes no more, until they go on. */
  pause(): void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#mayGoOn = promise;
    this.#goOn = resolve;
  }

  goOn(): void {
    this.#goOn();
  }

  stop(): void {
    this.#controller.abort();
  }

  async #listen(feed: LiveFeed, types: readonly Notice['type'][]): Promise<void> {
    for await (const heard of feed.listen({ types, signal: this.#controller.signal })) {
      this.heard.push(heard);
      await this.#mayGoOn;
    }
  }
}
