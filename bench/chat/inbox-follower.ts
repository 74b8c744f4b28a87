import { setTimeout as sleep } from 'node:timers/promises';
import type { ChatServiceClient } from '@energy/proto/chat';

const TIMEOUT_MS = 30_000;

/** An administrator who follows all conversations. */
export class InboxFollower {
  /** The last message of each conversation, as received. */
  readonly #last = new Map<string, string>();
  readonly #leaving = new AbortController();
  readonly #ended: Promise<void>;
  /** Number of updates received. */
  updates = 0;

  constructor(client: ChatServiceClient) {
    this.#ended = this.#read(client);
  }

  /** Resolves when the last message of each conversation has arrived, to the milliseconds that it took. */
  async caughtUp(last: ReadonlyMap<string, string>): Promise<number> {
    const startedAt = performance.now();
    while (!last.entries().every(([clientId, id]) => this.#last.get(clientId) === id)) {
      if (performance.now() - startedAt > TIMEOUT_MS) {
        throw new Error('The follower of all conversations did not receive all messages.');
      }
      await Promise.race([sleep(1), this.#ended]);
    }
    return performance.now() - startedAt;
  }

  async leave(): Promise<void> {
    this.#leaving.abort();
    await this.#ended;
  }

  async #read(client: ChatServiceClient): Promise<void> {
    const { signal } = this.#leaving;
    try {
      for await (const { update } of client.followAll({}, { signal })) {
        if (update?.$case !== 'conversation') continue;
        this.updates++;
        this.#last.set(update.value.clientId!, update.value.lastMessage!.messageId!);
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
}
