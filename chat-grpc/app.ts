import { type UserEvent, userIdOf } from '@energy/domain';
import type { EventStore, StoredEvent } from '@energy/event-store';
import type { KnownSessions } from '@energy/http/server';
import type { LiveFeed } from '@energy/live-feed';
import type { Logger, Metrics, Tracing } from '@energy/service';
import { Participants } from './calls/access.ts';
import { sessionEnded, shuttingDown } from './calls/failures.ts';
import { createChatMetrics } from './chat-metrics.ts';
import { ChatService } from './chat-service.ts';
import { Changes } from './conversations/changes.ts';
import { Conversations } from './conversations/conversations.ts';
import { CurrentConversations } from './conversations/current-conversations.ts';
import { History } from './conversations/history.ts';
import { Inbox, type InboxReadModels } from './conversations/inbox.ts';
import { GrpcServer } from './grpc-server.ts';
import type { Limits } from './limits.ts';
import { LiveEvents } from './streams/live-events.ts';
import { OpenStreams } from './streams/open-streams.ts';
import { Users } from './users.ts';

export interface ChatAppOptions {
  readonly eventStore: EventStore;
  readonly readModels: InboxReadModels;
  readonly liveFeed: LiveFeed;
  readonly sessions: KnownSessions;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly limits: Limits;
  readonly tracing?: Tracing | undefined;
}

/** The chat service over its engines. Its `server` does not listen until `listen` is called. */
export class ChatApp {
  readonly server: GrpcServer;
  readonly openStreams: OpenStreams;
  readonly liveEvents: LiveEvents;
  readonly #users: Users;
  readonly #changes: Changes;

  constructor(options: ChatAppOptions) {
    const { eventStore, readModels, liveFeed, sessions, log, metrics, limits, tracing } = options;
    const onUserEvent = (event: StoredEvent<UserEvent>) => this.#onUserEvent(event);
    const liveEvents = new LiveEvents({ eventStore, liveFeed, log, onUserEvent });
    const openStreams = new OpenStreams({
      sessions,
      maxPerUser: limits.streamsPerUser,
      sessionCheckIntervalMs: limits.sessionCheckIntervalMs,
    });
    const users = new Users(eventStore);
    const history = new History(eventStore);
    const conversations = new Conversations(eventStore);
    const inbox = new Inbox(readModels, eventStore);
    const currentConversations = new CurrentConversations(inbox, history);
    const changes = new Changes({ liveEvents, currentConversations, users, log });
    const service = new ChatService({
      liveFeed,
      conversations,
      history,
      currentConversations,
      inbox,
      changes,
      liveEvents,
      openStreams,
      participants: new Participants(users, async (id) => !!(await history.at(id, 0))),
      metrics: createChatMetrics(metrics, () => openStreams.size),
      messageRate: limits.messages,
    });
    const isReady = () => liveEvents.isLive; // Earlier followers would miss events.
    this.server = new GrpcServer({ service, sessions, isReady, limits, log, tracing });
    this.openStreams = openStreams;
    this.liveEvents = liveEvents;
    this.#users = users;
    this.#changes = changes;
  }

  /** Runs the background work until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    await Promise.all([
      this.liveEvents.run(signal),
      this.#changes.run(signal),
      this.openStreams.run(signal),
      this.liveEvents.started.then(() => signal.aborted || this.server.setHealth('healthy')),
    ]);
  }

  /** Ends the streams, so that their clients reconnect elsewhere, and waits for calls in progress. */
  async close(): Promise<void> {
    this.openStreams.endAll(shuttingDown());
    await this.server.close();
  }

  #onUserEvent(event: StoredEvent<UserEvent>): void {
    this.#users.onEvent(event);
    switch (event.type) {
      case 'UserDeleted':
      case 'UserRoleChanged':
        this.openStreams.endOf(userIdOf(event.stream), sessionEnded());
        return;
      case 'UserRenamed':
        this.#changes.onRenamed(event);
        return;
      case 'UserRegistered':
      case 'UserPasswordChanged':
        return;
      default:
        event satisfies never;
    }
  }
}
