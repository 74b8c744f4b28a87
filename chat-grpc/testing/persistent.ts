import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChatServiceClient, FollowResponse } from '@energy/proto/chat';

const ANSWER_PATIENCE_MS = 1_000;
const PAUSE_MS = 10;

/** How to call whichever instance comes next. */
export type NextClient = () => ChatServiceClient;

/** Sends a message as a client of this service should: by one id, until an answer comes. */
export async function sendPersistently(
  next: NextClient,
  clientId: string,
  text: string,
): Promise<string> {
  const messageId = randomUUID();
  for (;;) {
    try {
      const signal = AbortSignal.timeout(ANSWER_PATIENCE_MS);
      await next().send({ clientId, messageId, text }, { signal });
      return messageId;
    } catch {
      await sleep(PAUSE_MS);
    }
  }
}

/** Follows a conversation as a client of this service should: goes on where it was, wherever it can. */
export class PersistentFollower {
  readonly seen: FollowResponse[] = [];
  /** How many streams it took. */
  streams = 0;
  readonly #stopping = new AbortController();
  readonly #ended: Promise<void>;
  #nextRevision = 0;

  constructor(next: NextClient, clientId: string) {
    this.#ended = this.#run(next, clientId);
  }

  /** The revisions of the events that it was told of. */
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
        await sleep(PAUSE_MS);
      }
    }
  }
}
