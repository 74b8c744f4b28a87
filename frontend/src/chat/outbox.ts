import type { Message } from '@energy/proto/chat';
import type { ConnectionDependencies } from '../connection/reconnection.ts';
import { RetryTimer } from '../connection/retry-timer.ts';
import { type FailureKind, toFailureKind } from './chat-service.ts';
import type { KeyValueStorage } from './drafts.ts';

/** A message that the server has not confirmed. */
export interface UnsentMessage {
  /** Makes sending it again idempotent. */
  readonly messageId: string;
  readonly clientId: string;
  readonly text: string;
  /** Milliseconds since 1970, on this machine's clock. */
  readonly writtenAt: number;
  /** Set once it was refused and is no longer retried. */
  readonly failure?: FailureKind;
}

export interface OutboxOptions {
  readonly dependencies: Pick<ConnectionDependencies, 'schedule' | 'random'>;
  /** Keeps unsent messages across reloads. */
  readonly storage: KeyValueStorage;
  /** The author; messages of other people on this device are left alone. */
  readonly userId: string;
  /** Resolves to the message that the server stored. */
  readonly send: (unsent: UnsentMessage) => Promise<Message>;
  readonly onSent: (unsent: UnsentMessage, message: Message) => void;
  readonly onChange: () => void;
  /** Runs one at a time over all tabs of the browser, which share the storage. */
  readonly exclusively: <T>(run: () => Promise<T>) => Promise<T>;
  readonly newId: () => string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

const INITIAL_DELAY_MS = 1_000;
const MAX_DELAY_MS = 20_000;

/**
 * Sends messages in the order in which they were written, and stores each until the server has confirmed
 * it, across lost connections and reloads. A message keeps the id that it was written with, so that
 * sending it again stores it once.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #prefix: string;
  readonly #retry: RetryTimer;
  readonly #unsent = new Map<string, UnsentMessage>();
  /** Messages that did not fit into the storage: they are sent as long as the page lives. */
  readonly #unstorable = new Set<string>();
  #isSending = false;
  #isStopped = false;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#prefix = `energy:chat-unsent:${options.userId}:`;
    const { storage, dependencies } = options;
    this.#retry = new RetryTimer({
      ...dependencies,
      initialDelayMs: INITIAL_DELAY_MS,
      maxDelayMs: MAX_DELAY_MS,
    });
    for (let index = 0; index < storage.length; index += 1) this.#read(storage.key(index) ?? '');
    void this.#sendAll();
  }

  /** Returns the unsent messages of a conversation in the order in which they were written. */
  unsentIn(clientId: string): readonly UnsentMessage[] {
    return this.#inOrder().filter((unsent) => unsent.clientId === clientId);
  }

  /** Queues a message and sends it as soon as possible. */
  write(clientId: string, text: string): void {
    const { newId, now } = this.#options;
    const latest = this.#inOrder().at(-1)?.writtenAt ?? 0;
    const writtenAt = Math.max(now(), latest + 1);
    this.#put({ messageId: newId(), clientId, text, writtenAt });
    void this.#sendAll();
  }

  /** Sends a refused message again. */
  retry(messageId: string): void {
    const unsent = this.#unsent.get(messageId);
    if (!unsent) return;
    const { failure: _, ...withoutFailure } = unsent;
    this.#put(withoutFailure);
    void this.#sendAll();
  }

  /** Deletes a refused message and returns its text. */
  discard(messageId: string): string | undefined {
    const unsent = this.#unsent.get(messageId);
    if (unsent?.failure === undefined) return undefined;
    this.#remove(unsent);
    return unsent.text;
  }

  /** Ends the delay before the next retry: the network is back. */
  retryNow(): void {
    if (!this.#retry.isPending) return;
    this.#retry.cancel();
    void this.#sendAll();
  }

  /** Applies a change that another tab made to the storage. */
  onStorageChange(key: string | null): void {
    if (!key?.startsWith(this.#prefix)) return;
    if (!this.#read(key)) this.#unsent.delete(key.slice(this.#prefix.length));
    this.#options.onChange();
    void this.#sendAll();
  }

  /** Stops sending. The unsent messages stay in the storage. */
  stop(): void {
    this.#isStopped = true;
    this.#retry.cancel();
  }

  async #sendAll(): Promise<void> {
    if (this.#isSending || this.#retry.isPending) return;
    this.#isSending = true;
    try {
      for (let next = this.#next(); next; next = this.#next()) {
        const isSettled = await this.#options.exclusively(() => this.#sendOne(next!));
        if (!isSettled) return this.#scheduleRetry();
        this.#retry.reset();
      }
    } finally {
      this.#isSending = false;
    }
  }

  /** Resolves to false when the message must be retried. */
  async #sendOne(unsent: UnsentMessage): Promise<boolean> {
    if (this.#wasSentByAnotherTab(unsent)) return true;
    try {
      const message = await this.#options.send(unsent);
      if (this.#isStopped) return true;
      this.#options.onSent(unsent, message);
      this.#remove(unsent);
      return true;
    } catch (error) {
      const failure = toFailureKind(error);
      if (failure === 'temporary' || failure === 'session') return false;
      this.#put({ ...unsent, failure });
      return true;
    }
  }

  /** Looks into the storage, since its events arrive late. */
  #wasSentByAnotherTab(unsent: UnsentMessage): boolean {
    if (this.#unstorable.has(unsent.messageId)) return false;
    if (this.#options.storage.getItem(this.#prefix + unsent.messageId) !== null) return false;
    this.#unsent.delete(unsent.messageId);
    return true;
  }

  #scheduleRetry(): void {
    if (!this.#isStopped) this.#retry.schedule(() => void this.#sendAll());
  }

  #next(): UnsentMessage | undefined {
    if (this.#isStopped) return undefined;
    return this.#inOrder().find(({ failure }) => failure === undefined);
  }

  #inOrder(): readonly UnsentMessage[] {
    return Array.from(this.#unsent.values()).sort((a, b) => a.writtenAt - b.writtenAt);
  }

  #put(unsent: UnsentMessage): void {
    this.#unsent.set(unsent.messageId, unsent);
    try {
      this.#options.storage.setItem(this.#prefix + unsent.messageId, JSON.stringify(unsent));
    } catch {
      this.#unstorable.add(unsent.messageId);
    }
    this.#options.onChange();
  }

  #remove({ messageId }: UnsentMessage): void {
    this.#unsent.delete(messageId);
    this.#unstorable.delete(messageId);
    this.#options.storage.removeItem(this.#prefix + messageId);
    this.#options.onChange();
  }

  /** Reads a stored message; returns false if the key holds no message of this person. */
  #read(key: string): boolean {
    if (!key.startsWith(this.#prefix)) return false;
    const unsent = parseUnsent(this.#options.storage.getItem(key));
    if (unsent) this.#unsent.set(unsent.messageId, unsent);
    return unsent !== undefined;
  }
}

/** Returns `undefined` for anything else, such as what an older version of the pages stored. */
function parseUnsent(stored: string | null): UnsentMessage | undefined {
  try {
    const { messageId, clientId, text, writtenAt, failure } = JSON.parse(
      stored ?? '',
    ) as UnsentMessage;
    const isUnsent =
      [messageId, clientId, text].every((field) => typeof field === 'string') &&
      typeof writtenAt === 'number';
    if (!isUnsent) return undefined;
    return { messageId, clientId, text, writtenAt, ...(failure && { failure }) };
  } catch {
    return undefined;
  }
}
