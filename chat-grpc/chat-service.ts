import { readMessageId, readMessageText, readStatus, revisionOf } from '@energy/domain';
import type { CommandContext, StoredEvent } from '@energy/event-store';
import type { LiveFeed } from '@energy/live-feed';
import type { ChatServiceImplementation } from '@energy/proto/chat';
import { InvalidCursor } from '@energy/read-models';
import type { CallContext } from 'nice-grpc';
import type { Participants } from './calls/access.ts';
import { type Caller, type CallerContext, sideOf } from './calls/caller.ts';
import { invalidRequest, tooMany } from './calls/failures.ts';
import { type Rate, RateLimit } from './calls/rate-limit.ts';
import { RequestChecks } from './calls/request-checks.ts';
import type { Changes } from './conversations/changes.ts';
import type { Conversations } from './conversations/conversations.ts';
import type { History, StoredMessage } from './conversations/history.ts';
import type { Inbox } from './conversations/inbox.ts';
import type { Standing } from './conversations/standing.ts';
import type { Measures } from './measures.ts';
import { conversationOf, messageOf, readMarksOf } from './messages.ts';
import { Follower } from './streams/follow.ts';
import { FollowerOfAll } from './streams/follow-all.ts';
import type { LiveEvents } from './streams/live-events.ts';
import type { OpenStreams } from './streams/open-streams.ts';
import type { Waiting } from './streams/waiting.ts';
import { stateOf } from './users.ts';

const DEFAULT_PAGE_SIZE = 50;
const MAX_PAGE_SIZE = 200;
const MAX_SEARCH_LENGTH = 200;

const REVISION = 'A revision is a whole number from 0.';
const PAGE_SIZE = `A page is of 1 to ${MAX_PAGE_SIZE}, or 0 for the default.`;
const SEARCH = `A search is of at most ${MAX_SEARCH_LENGTH} characters.`;

/** What one says of typing in one conversation more often than this is not passed on. */
const TYPING_RATE: Rate = { perSecond: 1, burst: 1 };

export interface ChatServiceOptions {
  readonly liveFeed: LiveFeed;
  readonly participants: Participants;
  readonly conversations: Conversations;
  readonly history: History;
  readonly standing: Standing;
  readonly inbox: Inbox;
  readonly changes: Changes;
  readonly liveEvents: LiveEvents;
  readonly openStreams: OpenStreams;
  readonly measures: Measures;
  /** How many messages a user may send. */
  readonly messageRate: Rate;
}

/** What the contract promises, for callers who are known and may call. */
export function chatService(options: ChatServiceOptions): ChatServiceImplementation<CallerContext> {
  const { participants, conversations, history, inbox, openStreams, measures } = options;
  const messages = new RateLimit(options.messageRate);
  const typing = new RateLimit(TYPING_RATE);

  return {
    async send(request, context) {
      const { clientId: named, messageId, text } = request;
      const { caller } = context;
      new RequestChecks(request)
        .clientId(named, caller)
        .rule(() => readMessageId(messageId))
        .rule(() => readMessageText(text))
        .end();
      const { clientId, client } = await participants.of(caller, named);
      takeMessage(caller);
      const author = { side: sideOf(caller), authorId: caller.userId };
      const data = { ...author, messageId, text, client: stateOf(client) };
      const { events, state } = await conversations.handle(
        clientId,
        { type: 'SendMessage', data },
        { ...commandOf(context), commandId: messageId.toLowerCase() },
      );
      measures.messagesSent.inc(events.length);
      const revision = revisionOf(state, messageId.toLowerCase())!;
      return { message: messageOf((await history.at(clientId, revision)) as StoredMessage) };
    },

    async markRead(request, context) {
      const { clientId: named, throughRevision: through } = request;
      const { caller } = context;
      new RequestChecks(request)
        .clientId(named, caller)
        .expect(through >= 0, 'through_revision', REVISION)
        .end();
      const { clientId } = await participants.of(caller, named);
      const side = sideOf(caller);
      const data = { side, readerId: caller.userId, through };
      const { state } = await conversations.handle(
        clientId,
        { type: 'MarkRead', data },
        commandOf(context),
      );
      const status = readStatus(state, side);
      return { throughRevision: status.through, unread: status.unread };
    },

    async notifyTyping(request, { caller }) {
      const { clientId: named } = request;
      new RequestChecks(request).clientId(named, caller).end();
      const { clientId } = await participants.of(caller, named);
      const { userId } = caller;
      const isTooOften = typing.take(`${userId} ${clientId}`) !== undefined;
      if (!isTooOften) {
        await options.liveFeed.publish([{ type: 'Typing', clientId, userId, at: Date.now() }]);
      }
      return {};
    },

    async listMessages(request, { caller }) {
      const { clientId: named, beforeRevision, pageSize } = request;
      new RequestChecks(request)
        .clientId(named, caller)
        .expect((beforeRevision ?? 0) >= 0, 'before_revision', REVISION)
        .expect(isPageSize(pageSize), 'page_size', PAGE_SIZE)
        .end();
      const { clientId } = await participants.of(caller, named);
      const size = pageSize || DEFAULT_PAGE_SIZE;
      const standing = await options.standing.of(clientId);
      const nextRevision = standing ? standing.revision + 1 : 0;
      const before = Math.min(beforeRevision ?? nextRevision, nextRevision);
      const page = await history.page(clientId, before, size);
      return {
        messages: page.messages.map(messageOf),
        hasEarlier: page.hasEarlier,
        nextRevision,
        readMarks: standing ? readMarksOf(standing) : {},
        closed: standing?.closedAt !== undefined,
      };
    },

    async *follow(request, context) {
      const { clientId: named, fromRevision } = request;
      new RequestChecks(request).clientId(named, context.caller).end();
      const { clientId } = await participants.of(context.caller, named);
      const follower = new Follower(context.caller.userId);
      yield* streaming(context, {
        waiting: follower.waiting,
        listen: () => options.liveEvents.listen(clientId, follower),
        updates: () => follower.updates(history, clientId, fromRevision, observeDelivery),
      });
    },

    async listConversations(request) {
      const { pageSize, pageToken, search } = request;
      new RequestChecks(request)
        .expect(isPageSize(pageSize), 'page_size', PAGE_SIZE)
        .expect(search.length <= MAX_SEARCH_LENGTH, 'search', SEARCH)
        .end();
      const limit = pageSize || DEFAULT_PAGE_SIZE;
      const after = pageToken === '' ? undefined : pageToken;
      const page = await inbox.list({ limit, after, search }).catch((error) => {
        throw error instanceof InvalidCursor ? invalidRequest('page_token', error.message) : error;
      });
      return {
        conversations: page.conversations.map(conversationOf),
        nextPageToken: page.next ?? '',
      };
    },

    async *followAll({ changesOnly }, context) {
      const follower = new FollowerOfAll(context.caller.userId);
      yield* streaming(context, {
        waiting: follower.waiting,
        listen: () => options.changes.listen(follower),
        updates: () => follower.updates(inbox, changesOnly),
      });
    },
  };

  function takeMessage({ userId }: Caller): void {
    const retryInMs = messages.take(userId);
    if (retryInMs === undefined) return;
    measures.messagesRefused.inc();
    throw tooMany('TOO_MANY_MESSAGES', retryInMs);
  }

  /** A stream that is open, and listens, for as long as it is read and its caller may read it. */
  async function* streaming<Response>(
    { caller, signal }: CallContext & CallerContext,
    { waiting, listen, updates }: Streaming<Response>,
  ): AsyncGenerator<Response, void, undefined> {
    const close = openStreams.open(caller, (reason) => waiting.end(reason));
    const leave = () => waiting.end(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
    const unlisten = listen();
    try {
      yield* updates();
    } finally {
      unlisten();
      signal.removeEventListener('abort', leave);
      close();
    }
  }

  function observeDelivery({ recordedAt }: StoredEvent): void {
    measures.deliverySeconds.observe(Math.max(0, Date.now() - Date.parse(recordedAt)) / 1_000);
  }
}

interface Streaming<Response> {
  readonly waiting: Waiting<unknown>;
  /** Begins to listen; ends it by what it returns. */
  listen(): () => void;
  updates(): AsyncGenerator<Response, void, undefined>;
}

function commandOf({ caller: { userId, role }, requestId }: CallerContext): CommandContext {
  return { actor: { userId, role }, correlationId: requestId };
}

/** 0 is the default. */
function isPageSize(size: number): boolean {
  return size >= 0 && size <= MAX_PAGE_SIZE;
}
