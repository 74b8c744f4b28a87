import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { Writable } from 'node:stream';
import {
  conversationDecider,
  conversationStream,
  type UserCommand,
  type UserRole,
  userDecider,
  userStream,
} from '@energy/domain';
import { type EventStore, handleCommand, openEventStore } from '@energy/event-store';
import { type EventStoreDbStandIn, startEventStoreDbStandIn } from '@energy/event-store/testing';
import { SignIn, type TokenSettings } from '@energy/http/testing';
import { type ChatServiceClient, ChatServiceDefinition } from '@energy/proto/chat';
import { openReadModels, type ReadModels } from '@energy/read-models';
import { createLogger, createMetrics, type Tracing } from '@energy/service';
import { temporaryFolder } from '@energy/testing';
import { type Channel, createChannel, createClientFactory, Metadata } from 'nice-grpc';
import { errorDetailsClientMiddleware } from 'nice-grpc-error-details';
import { ChatApp } from '../app.ts';
import { DEFAULT_LIMITS, type Limits } from '../limits.ts';
import { LiveFeedInMemory } from './live-feed-in-memory.ts';
import { Projection } from './projection.ts';

export type Engine = 'SQLite' | 'EventStoreDB';
export const ENGINES: readonly Engine[] = ['SQLite', 'EventStoreDB'];

export interface ChatOptions {
  readonly limits?: Partial<Limits>;
  /** Wraps the event store of each instance. */
  readonly eventStore?: (actual: EventStore) => EventStore;
  readonly tracing?: Tracing;
}

/** One instance of the service, with an event store of its own. */
export interface Instance {
  readonly app: ChatApp;
  readonly port: number;
  readonly metrics: ReturnType<typeof createMetrics>;
  /** Shuts down as a process does after SIGTERM. */
  stop(): Promise<void>;
}

/** A registered user with a token. */
export interface Person {
  readonly userId: string;
  readonly token: string;
  readonly authorization: string;
}

/** Instances of the service on one event store, with users who call them over real sockets. */
export class Chat {
  readonly signIn = new SignIn();
  readonly liveFeed = new LiveFeedInMemory();
  readonly logged: string[] = [];
  readonly instances: Instance[] = [];
  readonly eventStore: EventStore;
  readonly projection: Projection;
  readonly #readModels: ReadModels;
  readonly #options: ChatOptions;
  readonly #engine: RunningEngine;
  readonly #channels = new Map<number, Channel>();

  private constructor(engine: RunningEngine, options: ChatOptions) {
    this.#engine = engine;
    this.#options = options;
    this.eventStore = this.#open();
    this.#readModels = openReadModels(engine.readModelUrl);
    this.projection = new Projection(this.eventStore, this.#readModels);
  }

  static async start(engine: Engine, count: number, options: ChatOptions = {}): Promise<Chat> {
    const chat = new Chat(await startEngine(engine), options);
    for (let n = 0; n < count; n++) chat.instances.push(await chat.#startInstance());
    return chat;
  }

  /** The event store's server. */
  get eventStoreServer(): EventStoreDbStandIn {
    if (!this.#engine.server) throw new Error('The embedded event store has no server.');
    return this.#engine.server;
  }

  /** Replaces an instance with a new one. */
  async restart(n: number): Promise<Instance> {
    await this.instances[n]!.stop();
    const fresh = await this.#startInstance();
    this.instances[n] = fresh;
    return fresh;
  }

  async #startInstance(): Promise<Instance> {
    const { limits, eventStore: replaced = (actual) => actual, tracing } = this.#options;
    const eventStore = this.#open();
    const readModels = openReadModels(this.#engine.readModelUrl);
    const metrics = createMetrics('chat-grpc');
    const app = new ChatApp({
      eventStore: replaced(eventStore),
      readModels,
      liveFeed: this.liveFeed,
      sessions: this.signIn,
      log: createLogger('chat-grpc', { level: 'info', format: 'json', destination: this.#log() }),
      metrics,
      tracing,
      limits: { ...DEFAULT_LIMITS, sessionCheckIntervalMs: 50, ...limits },
    });
    const stopping = new AbortController();
    const port = await app.server.listen('127.0.0.1', 0);
    const running = app.run(stopping.signal);
    await app.liveEvents.started;
    let stopped: Promise<void> | undefined;
    const stop = async () => {
      stopping.abort();
      await running;
      await app.close();
      await Promise.all([eventStore.close(), readModels.close()]);
    };
    return {
      app,
      port,
      metrics,
      stop() {
        stopped ??= stop();
        return stopped;
      },
    };
  }

  async stop(): Promise<void> {
    this.disconnect();
    await Promise.all(this.instances.map((instance) => instance.stop()));
    await this.projection.stop();
    await Promise.all([this.eventStore.close(), this.#readModels.close()]);
    await this.#engine.remove();
  }

  /** Registers and signs in a user. */
  async person(role: UserRole, name: string = randomUUID()): Promise<Person> {
    const userId = randomUUID();
    await this.userCommand(userId, { type: 'RegisterUser', data: { name, role } });
    return this.signedIn(userId, role);
  }

  signedIn(userId: string, role: UserRole, settings: TokenSettings = {}): Person {
    const token = this.signIn.token(role, { ...settings, userId });
    return { userId, token, authorization: `Bearer ${token}` };
  }

  /** Deletes a client and closes the conversation, as the policies of command-api do. */
  async deleteClient(userId: string): Promise<void> {
    await this.userCommand(userId, { type: 'DeleteUser', data: { otherAdministrators: 1 } });
    await handleCommand({
      eventStore: this.eventStore,
      decider: conversationDecider,
      stream: conversationStream(userId),
      command: { type: 'CloseConversation' },
      context: { actor: 'system' },
    });
  }

  async userCommand(userId: string, command: UserCommand): Promise<void> {
    const context = { actor: 'system' } as const;
    await handleCommand({
      eventStore: this.eventStore,
      decider: userDecider,
      stream: userStream(userId),
      command,
      context,
    });
  }

  /** A client of an instance, as a user. */
  as(
    person: { readonly authorization?: string },
    instance: Pick<Instance, 'port'> = this.instances[0]!,
  ): ChatServiceClient {
    const { authorization } = person;
    const metadata = Metadata(authorization === undefined ? {} : { authorization });
    return createClientFactory()
      .use(errorDetailsClientMiddleware)
      .create(ChatServiceDefinition, this.#channelTo(instance.port), { '*': { metadata } });
  }

  /** Closes the connections to all instances. */
  disconnect(): void {
    for (const channel of this.#channels.values()) channel.close();
    this.#channels.clear();
  }

  #channelTo(port: number): Channel {
    const options = {
      'grpc.use_local_subchannel_pool': 1,
      'grpc.initial_reconnect_backoff_ms': 20,
      'grpc.max_reconnect_backoff_ms': 100,
    };
    const channel =
      this.#channels.get(port) ?? createChannel(`127.0.0.1:${port}`, undefined, options);
    this.#channels.set(port, channel);
    return channel;
  }

  #open(): EventStore {
    return openEventStore(this.#engine.url, { info() {}, warn: (line) => this.logged.push(line) });
  }

  #log(): Writable {
    return new Writable({
      write: (line: Buffer, _encoding, done) => {
        this.logged.push(line.toString());
        done();
      },
    });
  }
}

interface RunningEngine {
  readonly url: string;
  readonly readModelUrl: string;
  readonly server?: EventStoreDbStandIn;
  remove(): Promise<void>;
}

async function startEngine(engine: Engine): Promise<RunningEngine> {
  const folder = temporaryFolder('chat-grpc');
  const remove = () => rm(folder, { recursive: true });
  const readModelUrl = `sqlite:${path.join(folder, 'read-models.db')}`;
  if (engine === 'SQLite') {
    return { url: `sqlite:${path.join(folder, 'events.db')}`, readModelUrl, remove };
  }
  const server = await startEventStoreDbStandIn();
  const stop = async () => {
    server.stop();
    await remove();
  };
  return { url: server.url, readModelUrl, server, remove: stop };
}
