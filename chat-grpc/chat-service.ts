import { readMessageId, readMessageText } from '@energy/domain';
import type { CommandContext, StoredEvent } from '@energy/event-store';
import type { LiveFeed } from '@energy/live-feed';
import type {
  ChatServiceImplementation,
  FollowAllRequest,
  FollowRequest,
  ListConversationsRequest,
  ListMessagesRequest,
  MarkReadRequest,
  NotifyTypingRequest,
  SendRequest,
} from '@energy/proto/chat';
import { InvalidCursor } from '@energy/read-models';
import type { CallContext } from 'nice-grpc';
import type { Participants } from './calls/access.ts';
import { type Caller, type CallerContext, sideOf } from './calls/caller.ts';
import { invalidRequest, tooMany } from './calls/failures.ts';
import { type Rate, RateLimit } from './calls/rate-limit.ts';
import { RequestChecks } from './calls/request-checks.ts';
import type { ChatMetrics } from './chat-metrics.ts';
import type { Changes } from './conversations/changes.ts';
import type { Conversations } from './conversations/conversations.ts';
import type { CurrentConversations } from './conversations/current-conversations.ts';
import type { History } from './conversations/history.ts';
import type { Inbox } from './conversations/inbox.ts';
import { toConversation, toMessage, toReadMarks } from './messages.ts';
import type { ConflatingQueue } from './streams/conflating-queue.ts';
import { Follower } from './streams/follow.ts';
import { FollowerOfAll } from './streams/follow-all.ts';
import type { LiveEvents } from './streams/live-events.ts';
import type { OpenStreams } from './streams/open-streams.ts';
import { toUserState } from './users.ts';

const DEFAULT_PAGE_SIZE = 50;
const MAX_PAGE_SIZE = 200;
const MAX_SEARCH_LENGTH = 200;

const INVALID_REVISION = 'A revision is a whole number from 0.';
const INVALID_PAGE_SIZE = `A page has 1 to ${MAX_PAGE_SIZE} entries; 0 means the default.`;
const SEARCH_TOO_LONG = `A search has at most ${MAX_SEARCH_LENGTH} characters.`;

/** Typing notices of one user in one conversation; more are answered but not published. */
const TYPING_RATE: Rate = { perSecond: 1, burst: 1 };

type Context = CallContext & CallerContext;

export interface ChatServiceOptions {
  readonly liveFeed: LiveFeed;
  readonly participants: Participants;
  readonly conversations: Conversations;
  readonly history: History;
  readonly currentConversations: CurrentConversations;
  readonly inbox: Inbox;
  readonly changes: Changes;
  readonly liveEvents: LiveEvents;
  readonly openStreams: OpenStreams;
  readonly metrics: ChatMetrics;
  /** Limits the messages of each user. */
  readonly messageRate: Rate;
}

/** The calls of the contract, for authenticated callers who have access. */
export class ChatService implements ChatServiceImplementation<CallerContext> {
  readonly #options: ChatServiceOptions;
  readonly #messageLimit: RateLimit;
  readonly #typingLimit = new RateLimit(TYPING_RATE);

  constructor(options: ChatServiceOptions) {
    this.#options = options;
    this.#messageLimit = new RateLimit(options.messageRate);
  }

  async send(request: SendRequest, context: Context) {
    const { messageId, text } = request;
    const { caller } = context;
    const { conversations, participants, metrics } = this.#options;
    new RequestChecks(request)
      .clientId(request.clientId, caller)
      .rule(() => readMessageId(messageId))
      .rule(() => readMessageText(text))
      .end();
    const { clientId, client } = await participants.find(caller, request.clientId);
    this.#limitMessages(caller);
    const side = sideOf(caller);
    const { message, isNew } = await conversations.send(
      clientId,
      { side, authorId: caller.userId, messageId, text, client: toUserState(client) },
      { ...commandContext(context), commandId: messageId.toLowerCase() },
    );
    if (isNew) metrics.messagesSent.inc();
    return { message: toMessage(message) };
  }

  async markRead(request: MarkReadRequest, context: Context) {
    const { throughRevision: through } = request;
    const { caller } = context;
    const { conversations, participants } = this.#options;
    new RequestChecks(request)
      .clientId(request.clientId, caller)
      .expect(through >= 0, 'through_revision', INVALID_REVISION)
      .end();
    const { clientId } = await participants.find(caller, request.clientId);
    const status = await conversations.markRead(
      clientId,
      { side: sideOf(caller), readerId: caller.userId, through },
      commandContext(context),
    );
    return { throughRevision: status.through, unread: status.unread };
  }

  async notifyTyping(request: NotifyTypingRequest, { caller }: Context) {
    const { liveFeed, participants } = this.#options;
    new RequestChecks(request).clientId(request.clientId, caller).end();
    const { clientId } = await participants.find(caller, request.clientId);
    const { userId } = caller;
    const isLimited = this.#typingLimit.take(`${userId} ${clientId}`) !== undefined;
    if (!isLimited) {
      await liveFeed.publish([{ type: 'Typing', clientId, userId, at: Date.now() }]);
    }
    return {};
  }

  async listMessages(request: ListMessagesRequest, { caller }: Context) {
    const { beforeRevision, pageSize } = request;
    const { participants, currentConversations, history } = this.#options;
    new RequestChecks(request)
      .clientId(request.clientId, caller)
      .expect((beforeRevision ?? 0) >= 0, 'before_revision', INVALID_REVISION)
      .expect(isPageSize(pageSize), 'page_size', INVALID_PAGE_SIZE)
      .end();
    const { clientId } = await participants.find(caller, request.clientId);
    const conversation = await currentConversations.find(clientId);
    const nextRevision = conversation ? conversation.revision + 1 : 0;
    const before = Math.min(beforeRevision ?? nextRevision, nextRevision);
    const page = await history.page(clientId, before, pageSize || DEFAULT_PAGE_SIZE);
    return {
      messages: page.messages.map(toMessage),
      hasEarlier: page.hasEarlier,
      nextRevision,
      readMarks: conversation ? toReadMarks(conversation) : {},
      closed: conversation?.closedAt !== undefined,
    };
  }

  async *follow(request: FollowRequest, context: Context) {
    const { caller } = context;
    const { participants, liveEvents, history, metrics } = this.#options;
    new RequestChecks(request).clientId(request.clientId, caller).end();
    const { clientId } = await participants.find(caller, request.clientId);
    const follower = new Follower(caller.userId);
    const from = request.fromRevision;
    const onDelivered = ({ recordedAt }: StoredEvent) =>
      metrics.deliverySeconds.observe(Math.max(0, Date.now() - Date.parse(recordedAt)) / 1_000);
    yield* this.#stream(context, {
      queue: follower.queue,
      subscribe: () => liveEvents.subscribe(clientId, follower),
      updates: () => follower.updates({ history, clientId, from, onDelivered }),
    });
  }

  async listConversations(request: ListConversationsRequest) {
    const { pageSize, pageToken, search } = request;
    new RequestChecks(request)
      .expect(isPageSize(pageSize), 'page_size', INVALID_PAGE_SIZE)
      .expect(search.length <= MAX_SEARCH_LENGTH, 'search', SEARCH_TOO_LONG)
      .end();
    const limit = pageSize || DEFAULT_PAGE_SIZE;
    const after = pageToken === '' ? undefined : pageToken;
    const page = await this.#options.inbox.list({ limit, after, search }).catch((error) => {
      throw error instanceof InvalidCursor ? invalidRequest('page_token', error.message) : error;
    });
    return {
      conversations: page.conversations.map(toConversation),
      nextPageToken: page.next ?? '',
    };
  }

  async *followAll({ changesOnly }: FollowAllRequest, context: Context) {
    const { changes, inbox } = this.#options;
    const follower = new FollowerOfAll(context.caller.userId);
    yield* this.#stream(context, {
      queue: follower.queue,
      subscribe: () => changes.subscribe(follower),
      updates: () => follower.updates(inbox, changesOnly),
    });
  }

  #limitMessages({ userId }: Caller): void {
    const retryInMs = this.#messageLimit.take(userId);
    if (retryInMs === undefined) return;
    this.#options.metrics.messagesRefused.inc();
    throw tooMany('TOO_MANY_MESSAGES', retryInMs);
  }

  /** Streams updates until the reader cancels the call or the caller's right to it ends. */
  async *#stream<Response>(
    { caller, signal }: Context,
    { queue, subscribe, updates }: Subscription<Response>,
  ): AsyncGenerator<Response, void, undefined> {
    const close = this.#options.openStreams.open(caller, (reason) => queue.end(reason));
    const cancel = () => queue.end(signal.reason);
    signal.addEventListener('abort', cancel, { once: true });
    const unsubscribe = subscribe();
    try {
      yield* updates();
    } finally {
      unsubscribe();
      signal.removeEventListener('abort', cancel);
      close();
    }
  }
}

interface Subscription<Response> {
  readonly queue: ConflatingQueue<unknown>;
  /** Fills the queue until the returned function is called. */
  subscribe(): () => void;
  updates(): AsyncGenerator<Response, void, undefined>;
}

function commandContext({ caller: { userId, role }, requestId }: CallerContext): CommandContext {
  return { actor: { userId, role }, correlationId: requestId };
}

/** 0 means the default. */
function isPageSize(size: number): boolean {
  return size >= 0 && size <= MAX_PAGE_SIZE;
}
