import type { FollowResponse, Message, Side } from '@energy/proto/chat';
import type { ConnectionDependencies, ConnectionStatus } from '../connection/reconnection.ts';
import { type ChatService, callWithSession, type FailureKind } from './chat-service.ts';
import { ChatStream } from './chat-stream.ts';
import {
  applyUpdate,
  type Conversation,
  fromNewestPage,
  readThrough,
  unreadBy,
  withEarlier,
  withMessage,
  withReadMark,
} from './conversation.ts';
import { TypingIndicators, type Typist } from './typing.ts';

export interface ConversationSubscriptionOptions {
  readonly service: ChatService;
  readonly dependencies: ConnectionDependencies;
  readonly clientId: string;
  /** The reader's side. */
  readonly side: Side;
  readonly onChange: () => void;
  /** Called for each message of the other side that arrives live. */
  readonly onLiveMessage: (message: Message) => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

const PAGE_SIZE = 50;
const TYPING_INTERVAL_MS = 2_000;

/** Keeps one conversation up to date: its messages, read marks and typing indicators. */
export class ConversationSubscription {
  readonly #options: ConversationSubscriptionOptions;
  readonly #stream: ChatStream<FollowResponse>;
  readonly #typing: TypingIndicators;
  #conversation: Conversation | undefined;
  #loadingEarlier: Promise<void> | undefined;
  /** The revision through which the reader has read, ahead of what the server has confirmed. */
  #localReadThrough = -1;
  #isSendingReadMark = false;
  #typingSentAt = Number.NEGATIVE_INFINITY;

  constructor(options: ConversationSubscriptionOptions) {
    const { service, dependencies, clientId, onChange } = options;
    this.#options = options;
    this.#typing = new TypingIndicators(dependencies.schedule, onChange);
    const subscription = this;
    this.#stream = new ChatStream({
      dependencies,
      async *open(signal) {
        const { nextRevision } = await subscription.#loadNewestPage();
        yield* service.follow({ clientId, fromRevision: nextRevision }, { signal });
      },
      onResponse: (response) => this.#onResponse(response),
      onStatus: (status) => {
        if (status === 'connected') void this.#sendReadMark();
        onChange();
      },
      onBeyondEnd: () => {
        this.#conversation = undefined;
      },
    });
  }

  /** `undefined` until the newest page is loaded. */
  get conversation(): Conversation | undefined {
    const { side } = this.#options;
    return this.#conversation && withReadMark(this.#conversation, side, this.#localReadThrough);
  }

  get status(): ConnectionStatus {
    return this.#stream.status;
  }

  get failure(): FailureKind | undefined {
    return this.#stream.failure;
  }

  get typists(): readonly Typist[] {
    return this.#typing.typists;
  }

  start(): void {
    this.#stream.start();
  }

  stop(): void {
    this.#stream.stop();
    this.#typing.clear();
  }

  retryNow(): void {
    this.#stream.retryNow();
  }

  reconnect(): void {
    this.#stream.reconnect();
  }

  /** Adds a message of the reader that the server has stored, before the stream delivers it. */
  addSent(message: Message): void {
    if (!this.#conversation) return;
    this.#conversation = withMessage(this.#conversation, message);
    this.#typingSentAt = Number.NEGATIVE_INFINITY;
    this.#options.onChange();
  }

  /** Loads the page before the earliest message; rejects when the call fails. */
  loadEarlier(): Promise<void> {
    this.#loadingEarlier ??= this.#loadPreviousPage().finally(() => {
      this.#loadingEarlier = undefined;
    });
    return this.#loadingEarlier;
  }

  /** Marks every loaded message as read. */
  markRead(): void {
    const { conversation } = this;
    const last = conversation && unreadBy(conversation, this.#options.side).at(-1);
    if (!last) return;
    this.#localReadThrough = last.revision;
    this.#options.onChange();
    void this.#sendReadMark();
  }

  /** Sends a typing indicator, at most one every two seconds. Call it at every keystroke. */
  notifyTyping(): void {
    const { service, clientId, now } = this.#options;
    if (this.status !== 'connected' || now() - this.#typingSentAt < TYPING_INTERVAL_MS) return;
    this.#typingSentAt = now();
    service.notifyTyping({ clientId }).catch(() => undefined); // The next keystroke repeats it.
  }

  async #loadNewestPage(): Promise<Conversation> {
    if (!this.#conversation) {
      const { service, clientId } = this.#options;
      const page = await service.listMessages({ clientId, pageSize: PAGE_SIZE });
      this.#conversation = fromNewestPage(page);
      this.#options.onChange();
    }
    return this.#conversation;
  }

  async #loadPreviousPage(): Promise<void> {
    const [first] = this.#conversation?.messages ?? [];
    if (!first || !this.#conversation?.hasEarlier) return;
    const { service, clientId, dependencies, onChange } = this.#options;
    const request = { clientId, beforeRevision: first.revision, pageSize: PAGE_SIZE };
    const page = await callWithSession(
      (options) => service.listMessages(request, options),
      dependencies.ensureSession,
    );
    this.#conversation = this.#conversation && withEarlier(this.#conversation, page);
    onChange();
  }

  /** Sends the reader's read mark. After a failure, the next catch-up of the stream repeats it. */
  async #sendReadMark(): Promise<void> {
    const { service, clientId, side, dependencies } = this.#options;
    if (this.#isSendingReadMark) return;
    this.#isSendingReadMark = true;
    try {
      while (this.#conversation && readThrough(this.#conversation, side) < this.#localReadThrough) {
        const through = this.#localReadThrough;
        const request = { clientId, throughRevision: through };
        await callWithSession(
          (options) => service.markRead(request, options),
          dependencies.ensureSession,
        );
        this.#conversation = withReadMark(this.#conversation, side, through);
      }
    } catch {
      // Repeated when the stream has caught up again.
    } finally {
      this.#isSendingReadMark = false;
    }
  }

  #onResponse(response: FollowResponse): void {
    const { update } = response;
    if (!this.#conversation) return;
    const before = this.#conversation;
    this.#conversation = applyUpdate(before, response);
    if (update?.$case === 'typing') this.#typing.add(update.value);
    if (update?.$case === 'message') {
      this.#typing.remove(update.value.authorId);
      const isNew = this.#conversation.messages.length > before.messages.length;
      const isFromOtherSide = update.value.side !== this.#options.side;
      if (isNew && isFromOtherSide) this.#options.onLiveMessage(update.value);
    }
    this.#options.onChange();
  }
}
