import type { Message } from '@energy/proto/chat';
import { type Trouble, troubleOf } from './calls.ts';
import type { KeyValues } from './drafts.ts';
import type { Surroundings } from './following.ts';

/** A message that is not known to have arrived. */
export interface Unsent {
  /** What makes it the same message however often it is sent. */
  readonly messageId: string;
  readonly clientId: string;
  readonly text: string;
  /** Milliseconds since 1970, on this machine's clock. */
  readonly writtenAt: number;
  /** Why it will not be sent by itself. */
  readonly failure?: Trouble;
}

export interface OutboxOptions {
  readonly surroundings: Pick<Surroundings, 'after'>;
  /** Where what waits outlives the page. */
  readonly storage: KeyValues;
  /** Whose messages they are: nobody else's are sent. */
  readonly userId: string;
  /** Sends a message; resolves to it as it is stored. */
  readonly send: (unsent: Unsent) => Promise<Message>;
  readonly onSent: (unsent: Unsent, message: Message) => void;
  readonly onChange: () => void;
  /** Runs one at a time over all tabs of the browser: else each would send what they all have. */
  readonly exclusively: <T>(run: () => Promise<T>) => Promise<T>;
  readonly newId: () => string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 20_000;

/**
 * Messages on their way: each is kept until it is known to be stored, whatever becomes of the network or
 * of the page, and is sent in the order in which they were written. It goes out under the id that it got
 * when it was written, so that however often it is sent, it is there once.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #prefix: string;
  readonly #unsent = new Map<string, Unsent>();
  #isSending = false;
  #failures = 0;
  #cancelPause: (() => void) | undefined;
  #isStopped = false;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#prefix = `energy:chat-unsent:${options.userId}:`;
    const { storage } = options;
    for (let index = 0; index < storage.length; index += 1) this.#take(storage.key(index) ?? '');
    void this.#sendAll();
  }

  /** What waits in a conversation, in the order in which it was written. */
  of(clientId: string): readonly Unsent[] {
    return this.#inOrder().filter((unsent) => unsent.clientId === clientId);
  }

  /** Takes a message to be sent, now or as soon as it can be. */
  write(clientId: string, text: string): void {
    const { newId, now } = this.#options;
    const latest = this.#inOrder().at(-1)?.writtenAt ?? 0;
    const writtenAt = Math.max(now(), latest + 1);
    this.#put({ messageId: newId(), clientId, text, writtenAt });
    void this.#sendAll();
  }

  /** Tries a message again that was given up. */
  retry(messageId: string): void {
    const unsent = this.#unsent.get(messageId);
    if (!unsent) return;
    const { failure: _, ...again } = unsent;
    this.#put(again);
    void this.#sendAll();
  }

  /** Forgets a message that was given up; its text is given back. */
  discard(messageId: string): string | undefined {
    const unsent = this.#unsent.get(messageId);
    if (unsent?.failure === undefined) return undefined;
    this.#remove(unsent);
    return unsent.text;
  }

  /** Tries at once instead of waiting on: the network is back. */
  hurry(): void {
    if (!this.#cancelPause) return;
    this.#cancelPause();
    this.#cancelPause = undefined;
    void this.#sendAll();
  }

  /** Another tab has written, sent or given up a message: the storage says which. */
  onStored(key: string | null): void {
    if (!key?.startsWith(this.#prefix)) return;
    if (!this.#take(key)) this.#unsent.delete(key.slice(this.#prefix.length));
    this.#options.onChange();
    void this.#sendAll();
  }

  /** Sends nothing more: what waits is kept for the next time. */
  stop(): void {
    this.#isStopped = true;
    this.#cancelPause?.();
  }

  async #sendAll(): Promise<void> {
    if (this.#isSending || this.#cancelPause) return;
    this.#isSending = true;
    try {
      for (let next = this.#next(); next; next = this.#next()) {
        const isSent = await this.#options.exclusively(() => this.#sendOne(next!));
        if (!isSent) return this.#pause();
        this.#failures = 0;
      }
    } finally {
      this.#isSending = false;
    }
  }

  /** Whether it need not be tried again by itself. */
  async #sendOne(unsent: Unsent): Promise<boolean> {
    if (this.#wasSentByAnotherTab(unsent)) return true;
    try {
      const message = await this.#options.send(unsent);
      if (this.#isStopped) return true;
      this.#options.onSent(unsent, message);
      this.#remove(unsent);
      return true;
    } catch (error) {
      const failure = troubleOf(error);
      if (failure === 'passing' || failure === 'session') return false;
      this.#put({ ...unsent, failure });
      return true;
    }
  }

  /** The storage tells tabs of one another's changes a moment late. */
  #wasSentByAnotherTab(unsent: Unsent): boolean {
    if (this.#unstorable.has(unsent.messageId)) return false;
    if (this.#options.storage.getItem(this.#prefix + unsent.messageId) !== null) return false;
    this.#unsent.delete(unsent.messageId);
    return true;
  }

  #pause(): void {
    if (this.#isStopped) return;
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** this.#failures, LONGEST_PAUSE_MS);
    this.#failures += 1;
    this.#cancelPause = this.#options.surroundings.after(pause, () => {
      this.#cancelPause = undefined;
      void this.#sendAll();
    });
  }

  #next(): Unsent | undefined {
    if (this.#isStopped) return undefined;
    return this.#inOrder().find(({ failure }) => failure === undefined);
  }

  #inOrder(): readonly Unsent[] {
    return Array.from(this.#unsent.values()).sort((a, b) => a.writtenAt - b.writtenAt);
  }

  /** Messages that the browser has no room for: they are sent all the same, as long as the page is there. */
  readonly #unstorable = new Set<string>();

  #put(unsent: Unsent): void {
    this.#unsent.set(unsent.messageId, unsent);
    try {
      this.#options.storage.setItem(this.#prefix + unsent.messageId, JSON.stringify(unsent));
    } catch {
      this.#unstorable.add(unsent.messageId);
    }
    this.#options.onChange();
  }

  #remove({ messageId }: Unsent): void {
    this.#unsent.delete(messageId);
    this.#unstorable.delete(messageId);
    this.#options.storage.removeItem(this.#prefix + messageId);
    this.#options.onChange();
  }

  /** Takes what is stored under a key; false where it is no message of this person's. */
  #take(key: string): boolean {
    if (!key.startsWith(this.#prefix)) return false;
    const unsent = read(this.#options.storage.getItem(key));
    if (unsent) this.#unsent.set(unsent.messageId, unsent);
    return unsent !== undefined;
  }
}

/** What is stored may be anything: an older version of the pages may have written it. */
function read(stored: string | null): Unsent | undefined {
  try {
    const { messageId, clientId, text, writtenAt, failure } = JSON.parse(stored ?? '') as Unsent;
    const isUnsent =
      [messageId, clientId, text].every((each) => typeof each === 'string') &&
      typeof writtenAt === 'number';
    if (!isUnsent) return undefined;
    return { messageId, clientId, text, writtenAt, ...(failure && { failure }) };
  } catch {
    return undefined;
  }
}
