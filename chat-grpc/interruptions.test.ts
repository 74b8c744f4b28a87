import { conversationStream } from '@energy/domain';
import { EngineUnavailable } from '@energy/engines';
import { SeverableProxy } from '@energy/engines/testing';
import { type EventStore, overrideEventStore, type StoredEvent } from '@energy/event-store';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { Chat, ENGINES, type Person } from './testing/chat.ts';
import { type NextClient, PersistentFollower, sendPersistently } from './testing/persistent.ts';

const POLLING = { timeout: 30_000, interval: 10 };

let chat: Chat;
afterEach(() => chat.stop());

const history = (of: Person): Promise<readonly StoredEvent[]> =>
  Array.fromAsync(chat.eventStore.readStream(conversationStream(of.userId)));

describe('a message', () => {
  it.each(ENGINES)(
    'is stored once after its answer was lost and it was sent again, on %s',
    async (engine) => {
      let cuts = 0;
      chat = await Chat.start(engine, 2, {
        // Throws after two of three appends, although their events are stored.
        eventStore: (actual) => ({
          ...withoutClose(actual),
          append: async (...appended) => {
            await actual.append(...appended);
            if (cuts++ % 3 < 2) throw new EngineUnavailable('cut off');
            return actual.append(...appended);
          },
        }),
      });
      const ann = await chat.person('client');
      let turn = 0;
      const next = () => chat.as(ann, chat.instances[turn++ % 2]);
      const ids = await Promise.all(
        Array.from({ length: 20 }, (_, n) => sendPersistently(next, ann.userId, `message ${n}`)),
      );
      const stored = (await history(ann)).map(
        ({ data }) => (data as { messageId: string }).messageId,
      );
      expect(cuts).toBeGreaterThan(15);
      expect([...stored].sort()).toEqual([...ids].sort());
    },
  );
});

describe.each(ENGINES)('through cut connections and restarts, on %s', (engine) => {
  it('everyone sees every message once, in one order', async () => {
    chat = await Chat.start(engine, 2);
    const operator = await chat.person('administrator');
    const step = fc.oneof(
      { weight: 5, arbitrary: fc.constant({ kind: 'send' } as const) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('sever' as const), n: fc.nat(1) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('swallow' as const), n: fc.nat(1) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const), n: fc.nat(1) }) },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 3, maxLength: 15 }),
        fc.integer({ min: 1, max: 5 }),
        async (steps, atOnce) => {
          const ann = await chat.person('client');
          const network = await Network.of(chat);
          const followers = [ann, operator, operator].map(
            (person, n) => new PersistentFollower(network.clients(person, n), ann.userId),
          );
          const sent: Promise<string>[] = [];
          for (const each of steps) {
            if (each.kind === 'send') {
              for (let n = 0; n < atOnce; n++) {
                const from = n % 2 === 0 ? ann : operator;
                const start = n;
                const next = network.clients(from, start);
                sent.push(sendPersistently(next, ann.userId, `${sent.length}`));
              }
              await Promise.race(sent.slice(-atOnce));
            } else await network[each.kind](each.n);
          }
          const ids = await Promise.all(sent);
          const stored = await history(ann);
          const revisions = stored.map(({ revision }) => revision);
          for (const follower of followers) {
            await expect.poll(() => follower.revisions, POLLING).toEqual(revisions);
            await follower.stop();
          }
          await network.close();
          const messages = stored.map(({ data }) => (data as { messageId: string }).messageId);
          expect([...messages].sort()).toEqual([...ids].sort());
        },
      ),
      { numRuns: 8, endOnFailure: true },
    );
    const open = () => chat.instances.map(({ app }) => app.openStreams.size);
    await expect.poll(open, POLLING).toEqual([0, 0]);
  }, 120_000);
});

/** Two instances, each behind a proxy that can cut its connection. */
class Network {
  readonly #chat: Chat;
  readonly #lines: SeverableProxy[] = [];

  static async of(chat: Chat): Promise<Network> {
    const network = new Network(chat);
    for (const n of chat.instances.keys()) await network.#connect(n);
    return network;
  }

  private constructor(chat: Chat) {
    this.#chat = chat;
  }

  /** Creates clients of a person for the instances in turn. */
  clients(person: Person, start: number): NextClient {
    let turn = start;
    return () => {
      const line = this.#lines[turn++ % 2]!;
      return this.#chat.as(person, { port: Number(new URL(line.url).port) });
    };
  }

  async sever(n: number): Promise<void> {
    this.#lines[n]!.sever();
  }

  /** Forwards calls but no responses, and then cuts the connection. */
  async swallow(n: number): Promise<void> {
    const line = this.#lines[n]!;
    line.swallowReplies();
    await new Promise((resolve) => setTimeout(resolve, 20));
    line.sever();
  }

  async restart(n: number): Promise<void> {
    const line = this.#lines[n]!;
    await Promise.all([this.#chat.restart(n), line.goAway()]);
    await this.#connect(n);
  }

  async close(): Promise<void> {
    this.#chat.disconnect();
    await Promise.all(this.#lines.map((line) => line.goAway()));
  }

  async #connect(n: number): Promise<void> {
    const line = new SeverableProxy(`http://127.0.0.1:${this.#chat.instances[n]!.port}`);
    await line.open();
    this.#lines[n] = line;
  }
}

function withoutClose(eventStore: EventStore): EventStore {
  return overrideEventStore(eventStore, { close: async () => {} });
}
