import type { Conversation, FollowAllResponse } from '@energy/proto/chat';
import type { ChatService } from './calls.ts';
import { Following, type FollowingStatus, type Surroundings } from './following.ts';
import type { Inbox } from './inbox.ts';
import { type Typist, Typists } from './typing.ts';

export interface FollowedInboxOptions {
  readonly service: ChatService;
  readonly surroundings: Surroundings;
  /** Something of it is not what it was; told once of many things in a row. */
  readonly onChange: () => void;
}

/** Changes that come in so short a time are shown together: a stream begins with every conversation. */
const TOGETHER_MS = 30;

/** All conversations, followed: how each stands, and who is typing where. */
export class FollowedInbox {
  readonly #options: FollowedInboxOptions;
  readonly #following: Following<FollowAllResponse>;
  readonly #standing = new Map<string, Conversation>();
  readonly #typists = new Map<string, Typists>();
  #isChangeTold = true;

  constructor(options: FollowedInboxOptions) {
    const { service, surroundings } = options;
    this.#options = options;
    this.#following = new Following({
      surroundings,
      open: (signal) => service.followAll({}, { signal }),
      onResponse: (response) => this.#onResponse(response),
      onStatus: () => this.#changed(),
    });
  }

  /** As it is at the moment. */
  get inbox(): Inbox {
    return new Map(this.#standing);
  }

  get status(): FollowingStatus {
    return this.#following.status;
  }

  typistsIn(clientId: string): readonly Typist[] {
    return this.#typists.get(clientId)?.all ?? [];
  }

  start(): void {
    this.#following.start();
  }

  stop(): void {
    this.#following.stop();
    for (const typists of this.#typists.values()) typists.clear();
  }

  hurry(): void {
    this.#following.hurry();
  }

  renew(): void {
    this.#following.renew();
  }

  #onResponse({ update }: FollowAllResponse): void {
    if (update?.$case === 'conversation') this.#take(update.value);
    if (update?.$case === 'typing' && update.value.typing) {
      this.#typistsOf(update.value.clientId).heard(update.value.typing);
    }
    this.#changed();
  }

  /** Unless how it stood later is known. */
  #take(conversation: Conversation): void {
    const { clientId, nextRevision, lastMessage } = conversation;
    const known = this.#standing.get(clientId);
    if (known && known.nextRevision > nextRevision) return;
    this.#standing.set(clientId, conversation);
    const isNewMessage = known?.lastMessage?.revision !== lastMessage?.revision;
    if (isNewMessage && lastMessage) this.#typists.get(clientId)?.stopped(lastMessage.authorId);
  }

  #typistsOf(clientId: string): Typists {
    const known = this.#typists.get(clientId);
    if (known) return known;
    const typists = new Typists(this.#options.surroundings.after, () => this.#changed());
    this.#typists.set(clientId, typists);
    return typists;
  }

  #changed(): void {
    if (!this.#isChangeTold) return;
    this.#isChangeTold = false;
    this.#options.surroundings.after(TOGETHER_MS, () => {
      this.#isChangeTold = true;
      this.#options.onChange();
    });
  }
}
