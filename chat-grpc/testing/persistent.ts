import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChatServiceClient, FollowResponse } from '@energy/proto/chat';

const CALL_TIMEOUT_MS = 5_000;
const RETRY_DELAY_MS = 10;

/** Returns a client of the next instance. */
export type NextClient = () => ChatServiceClient;

/** Sends a message with the same id until it is answered, as clients should. */
export async function sendPersistently(
  next: NextClient,
  clientId: string,
  text: string,
): Promise<string> {
  const messageId = randomUUID();
  for (;;) {
    try {
      const signal = AbortSignal.timeout(CALL_TIMEOUT_MS);
      await next().send({ clientId, messageId, text }, { signal });
      return messageId;
    } catch {
      await sleep(RETRY_DELAY_MS);
    }
  }
}

/** Follows a conversation across streams and instances from its last revision, as clients should. */
export class PersistentFollower {
  readonly seen: FollowResponse[] = [];
  streams = 0;
  readonly #stopping = new AbortController();
  readonly #ended: Promise<void>;
  #nextRevision = 0;

  constructor(next: NextClient, clientId: string) {
    this.#ended = this.#run(next, clientId);
  }

  /** The revisions of the received events. */
  get revisions(): number[] {
    return this.seen.flatMap(({ update }) =>
      update && 'revision' in update.value ? [update.value.revision] : [],
    );
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#ended;
  }

  async #run(next: NextClient, clientId: string): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      this.streams++;
      try {
        const request = { clientId, fromRevision: this.#nextRevision };
        for await (const response of next().follow(request, { signal })) {
          this.seen.push(response);
          this.#nextRevision = response.nextRevision;
        }
      } catch {
        await sleep(RETRY_DELAY_MS);
      }
    }
  }
}
