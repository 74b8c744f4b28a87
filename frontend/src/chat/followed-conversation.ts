import type { FollowResponse, Message, Side } from '@energy/proto/chat';
import { type ChatService, called, type Trouble } from './calls.ts';
import {
  type Conversation,
  loaded,
  readThrough,
  unreadBy,
  updated,
  withEarlier,
  withMessage,
  withReadMark,
} from './conversation.ts';
import { Following, type FollowingStatus, type Surroundings } from './following.ts';
import { type Typist, Typists } from './typing.ts';

export interface FollowedConversationOptions {
  readonly service: ChatService;
  readonly surroundings: Surroundings;
  readonly clientId: string;
  /** Whose side this is. */
  readonly side: Side;
  /** Something of it is not what it was. */
  readonly onChange: () => void;
  /** Messages of the other side have come while one looked. */
  readonly onHeard: (message: Message) => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

const PAGE_SIZE = 50;
const TYPING_EVERY_MS = 2_000;

/** One conversation, followed: what it holds, who types, and how far each side has read. */
export class FollowedConversation {
  readonly #options: FollowedConversationOptions;
  readonly #following: Following<FollowResponse>;
  readonly #typists: Typists;
  #conversation: Conversation | undefined;
  #loadingEarlier: Promise<void> | undefined;
  /** How far this side has read, as far as is known here; the server is told of it as soon as it can be. */
  #readThrough = -1;
  #isMarking = false;
  #typedAt = Number.NEGATIVE_INFINITY;

  constructor(options: FollowedConversationOptions) {
    const { service, surroundings, clientId, onChange } = options;
    this.#options = options;
    this.#typists = new Typists(surroundings.after, onChange);
    const conversation = this;
    this.#following = new Following({
      surroundings,
      async *open(signal) {
        const { nextRevision } = await conversation.#newest();
        yield* service.follow({ clientId, fromRevision: nextRevision }, { signal });
      },
      onResponse: (response) => this.#onResponse(response),
      onStatus: (status) => {
        if (status === 'caught-up') void this.#tellRead();
        onChange();
      },
      onBeyondEnd: () => {
        this.#conversation = undefined;
      },
    });
  }

  /** As far as it is known; `undefined` until its newest page has come. */
  get conversation(): Conversation | undefined {
    const { side } = this.#options;
    return this.#conversation && withReadMark(this.#conversation, side, this.#readThrough);
  }

  get status(): FollowingStatus {
    return this.#following.status;
  }

  /** Why it can't be had, where it can't. */
  get trouble(): Trouble | undefined {
    return this.#following.trouble;
  }

  get typists(): readonly Typist[] {
    return this.#typists.all;
  }

  start(): void {
    this.#following.start();
  }

  stop(): void {
    this.#following.stop();
    this.#typists.clear();
  }

  hurry(): void {
    this.#following.hurry();
  }

  renew(): void {
    this.#following.renew();
  }

  /** A message of this side is stored: it need not be waited for. */
  sent(message: Message): void {
    if (!this.#conversation) return;
    this.#conversation = withMessage(this.#conversation, message);
    this.#typedAt = Number.NEGATIVE_INFINITY;
    this.#options.onChange();
  }

  /** Loads the page before the earliest message; rejects where that can't be had. */
  loadEarlier(): Promise<void> {
    this.#loadingEarlier ??= this.#loadPageBefore().finally(() => {
      this.#loadingEarlier = undefined;
    });
    return this.#loadingEarlier;
  }

  /** Everything that is known has been read by this side. */
  markRead(): void {
    const { conversation } = this;
    const last = conversation && unreadBy(conversation, this.#options.side).at(-1);
    if (!last) return;
    this.#readThrough = last.revision;
    this.#options.onChange();
    void this.#tellRead();
  }

  /** This side is typing; to be called at every stroke. */
  typing(): void {
    const { service, clientId, now } = this.#options;
    if (this.status !== 'caught-up' || now() - this.#typedAt < TYPING_EVERY_MS) return;
    this.#typedAt = now();
    service.notifyTyping({ clientId }).catch(() => undefined); // It is said again, or does not matter.
  }

  async #newest(): Promise<Conversation> {
    if (!this.#conversation) {
      const { service, clientId } = this.#options;
      this.#conversation = loaded(await service.listMessages({ clientId, pageSize: PAGE_SIZE }));
      this.#options.onChange();
    }
    return this.#conversation;
  }

  async #loadPageBefore(): Promise<void> {
    const [first] = this.#conversation?.messages ?? [];
    if (!first || !this.#conversation?.hasEarlier) return;
    const { service, clientId, surroundings, onChange } = this.#options;
    const request = { clientId, beforeRevision: first.revision, pageSize: PAGE_SIZE };
    const page = await called(
      (options) => service.listMessages(request, options),
      surroundings.signedIn,
    );
    this.#conversation = this.#conversation && withEarlier(this.#conversation, page);
    onChange();
  }

  /** Tells the server how far this side has read; where it can't be told, when it can. */
  async #tellRead(): Promise<void> {
    const { service, clientId, side, surroundings } = this.#options;
    if (this.#isMarking) return;
    this.#isMarking = true;
    try {
      while (this.#conversation && readThrough(this.#conversation, side) < this.#readThrough) {
        const through = this.#readThrough;
        const request = { clientId, throughRevision: through };
        await called((options) => service.markRead(request, options), surroundings.signedIn);
        this.#conversation = withReadMark(this.#conversation, side, through);
      }
    } catch {
      // It is told when the stream has caught up again.
    } finally {
      this.#isMarking = false;
    }
  }

  #onResponse(response: FollowResponse): void {
    const { update } = response;
    if (!this.#conversation) return;
    const before = this.#conversation;
    this.#conversation = updated(before, response);
    if (update?.$case === 'typing') this.#typists.heard(update.value);
    if (update?.$case === 'message') {
      this.#typists.stopped(update.value.authorId);
      const isNew = this.#conversation.messages.length > before.messages.length;
      if (isNew && update.value.side !== this.#options.side) this.#options.onHeard(update.value);
    }
    this.#options.onChange();
  }
}
