import type { Conversation, FollowAllResponse } from '@energy/proto/chat';
import type { ConnectionDependencies, ConnectionStatus } from '../connection/reconnection.ts';
import type { ChatService } from './chat-service.ts';
import { ChatStream } from './chat-stream.ts';
import type { Inbox } from './inbox.ts';
import { TypingIndicators, type Typist } from './typing.ts';

export interface InboxSubscriptionOptions {
  readonly service: ChatService;
  readonly dependencies: ConnectionDependencies;
  /** Called once for changes within {@link CHANGE_DEBOUNCE_MS}. */
  readonly onChange: () => void;
}

/** A stream begins with every conversation: the page renders them together. */
const CHANGE_DEBOUNCE_MS = 30;

/** Keeps the summaries of all conversations and their typing indicators up to date. */
export class InboxSubscription {
  readonly #options: InboxSubscriptionOptions;
  readonly #stream: ChatStream<FollowAllResponse>;
  readonly #conversations = new Map<string, Conversation>();
  readonly #typing = new Map<string, TypingIndicators>();
  #isChangeScheduled = false;

  constructor(options: InboxSubscriptionOptions) {
    const { service, dependencies } = options;
    this.#options = options;
    this.#stream = new ChatStream({
      dependencies,
      open: (signal) => service.followAll({}, { signal }),
      onResponse: (response) => this.#onResponse(response),
      onStatus: () => this.#scheduleChange(),
    });
  }

  /** A copy of the current state. */
  get inbox(): Inbox {
    return new Map(this.#conversations);
  }

  get status(): ConnectionStatus {
    return this.#stream.status;
  }

  typistsIn(clientId: string): readonly Typist[] {
    return this.#typing.get(clientId)?.typists ?? [];
  }

  start(): void {
    this.#stream.start();
  }

  stop(): void {
    this.#stream.stop();
    for (const indicators of this.#typing.values()) indicators.clear();
  }

  retryNow(): void {
    this.#stream.retryNow();
  }

  reconnect(): void {
    this.#stream.reconnect();
  }

  #onResponse({ update }: FollowAllResponse): void {
    if (update?.$case === 'conversation') this.#store(update.value);
    if (update?.$case === 'typing' && update.value.typing) {
      this.#typingIn(update.value.clientId).add(update.value.typing);
    }
    this.#scheduleChange();
  }

  /** Ignores a summary that is older than the stored one. */
  #store(conversation: Conversation): void {
    const { clientId, nextRevision, lastMessage } = conversation;
    const known = this.#conversations.get(clientId);
    if (known && known.nextRevision > nextRevision) return;
    this.#conversations.set(clientId, conversation);
    const isNewMessage = known?.lastMessage?.revision !== lastMessage?.revision;
    if (isNewMessage && lastMessage) this.#typing.get(clientId)?.remove(lastMessage.authorId);
  }

  #typingIn(clientId: string): TypingIndicators {
    const known = this.#typing.get(clientId);
    if (known) return known;
    const { schedule } = this.#options.dependencies;
    const indicators = new TypingIndicators(schedule, () => this.#scheduleChange());
    this.#typing.set(clientId, indicators);
    return indicators;
  }

  #scheduleChange(): void {
    if (this.#isChangeScheduled) return;
    this.#isChangeScheduled = true;
    this.#options.dependencies.schedule(CHANGE_DEBOUNCE_MS, () => {
      this.#isChangeScheduled = false;
      this.#options.onChange();
    });
  }
}
