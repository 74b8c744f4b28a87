import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ChatServiceClient, ChatServiceDefinition } from '@energy/proto/chat';
import { type Channel, createChannel, createClient, Metadata } from 'nice-grpc';
import { type Latencies, latenciesOf } from './latencies.ts';
import type { People, Person } from './people.ts';

/** Number of streams that share a connection. */
const STREAMS_A_CONNECTION = 50;
const TICK_MS = 5;
/** Time between the first message and the first measured one. */
const WARM_UP_MS = 2_000;
const MESSAGE_TIMEOUT_MS = 30_000;

const TEXT = 'Why was so much used on Sunday afternoon, when nobody was at home? '.repeat(2);

/** A message in flight. */
interface Sent {
  readonly at: number;
  readonly onReceived: (latency: number) => void;
}

/** Clients who follow their conversations, all at once, and administrators who write to them. */
export class ConversationLoad {
  readonly #people: People;
  readonly #address: string;
  readonly #channels: Channel[];
  readonly #leaving = new AbortController();
  readonly #sent = new Map<string, Sent>();
  #next = 0;
  /** The last message in each conversation. */
  readonly last = new Map<string, string>();

  private constructor(address: string, people: People) {
    this.#people = people;
    this.#address = address;
    this.#channels = Array.from(
      { length: Math.ceil(people.clients.length / STREAMS_A_CONNECTION) },
      () => this.#connect(),
    );
  }

  /** Opens all streams; resolves when each has caught up. */
  static async open(url: string, people: People): Promise<ConversationLoad> {
    const load = new ConversationLoad(new URL(url).host, people);
    await Promise.all(people.clients.map((client, n) => load.#follow(client, n)));
    return load;
  }

  /** Sends messages at a constant rate; resolves to the latency of each from sending to its stream. */
  async atRate(messagesPerSecond: number, seconds: number): Promise<Latencies> {
    const latencies: Promise<number>[] = [];
    const startedAt = performance.now();
    const warm = Math.ceil((WARM_UP_MS / 1_000) * messagesPerSecond);
    const total = warm + messagesPerSecond * seconds;
    for (; latencies.length < total; await sleep(TICK_MS)) {
      const due = ((performance.now() - startedAt) / 1_000) * messagesPerSecond;
      while (latencies.length < Math.min(due, total)) latencies.push(this.#send());
    }
    return latenciesOf((await Promise.all(latencies)).slice(warm));
  }

  /** Sends `count` messages with `underWay` of them in flight; resolves to the number received a second. */
  async messagesPerSecond(count: number, underWay: number): Promise<number> {
    const startedAt = performance.now();
    let left = count;
    const send = async () => {
      while (left-- > 0) await this.#send();
    };
    await Promise.all(Array.from({ length: underWay }, send));
    return count / ((performance.now() - startedAt) / 1_000);
  }

  /** Ends all streams. */
  async close(): Promise<void> {
    this.#leaving.abort();
    await sleep(0);
    for (const channel of this.#channels) channel.close();
  }

  /** Creates a client for a person, on a connection of its own unless a channel is given. */
  as({ token }: Person, channel?: Channel): ChatServiceClient {
    const own = channel ?? this.#connect();
    if (!channel) this.#channels.push(own);
    const metadata = Metadata({ authorization: `Bearer ${token}` });
    return createClient(ChatServiceDefinition, own, { '*': { metadata } });
  }

  #connect(): Channel {
    return createChannel(this.#address, undefined, { 'grpc.use_local_subchannel_pool': 1 });
  }

  async #follow(client: Person, n: number): Promise<void> {
    const { signal } = this.#leaving;
    const channel = this.#channels[n % this.#channels.length]!;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const read = async () => {
      const request = { clientId: client.userId };
      for await (const { update } of this.as(client, channel).follow(request, { signal })) {
        if (update?.$case === 'caughtUp') resolve();
        if (update?.$case === 'message') this.#receive(update.value.messageId);
      }
    };
    read().catch((error) => signal.aborted || reject(error));
    return promise;
  }

  /** Sends the next message to the next client; resolves when the message is accepted and received. */
  async #send(): Promise<number> {
    const { clients, administrators } = this.#people;
    const n = this.#next++;
    const { userId: clientId } = clients[n % clients.length]!;
    const messageId = randomUUID();
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const timer = setTimeout(
      () => reject(new Error('A message was not received.')),
      MESSAGE_TIMEOUT_MS,
    );
    this.#sent.set(messageId, { at: performance.now(), onReceived: resolve });
    this.last.set(clientId, messageId);
    const author = administrators[n % administrators.length]!;
    const channel = this.#channels[n % this.#channels.length]!;
    const text = `${n} ${TEXT}`;
    const [latency] = await Promise.all([
      promise,
      this.as(author, channel).send({ clientId, messageId, text }),
    ]);
    clearTimeout(timer);
    return latency;
  }

  #receive(messageId: string): void {
    const sent = this.#sent.get(messageId);
    if (!this.#sent.delete(messageId)) return; // Sent by an earlier run and read from the store.
    sent!.onReceived(performance.now() - sent!.at);
  }
}
