import { LRUCache } from 'lru-cache';
import type { RequestActor } from './token.ts';

const CACHE_SIZE = 10_000;

/**
 * The tokens whose signatures have been checked: the same token says the same until it expires. Whether
 * its session goes on is another question, to be asked each time.
 */
export class VerifiedTokens {
  readonly #actors = new LRUCache<string, RequestActor>({ max: CACHE_SIZE });

  /** Who a token speaks for; `undefined` where it is still to be verified, or has expired. */
  find(token: string): RequestActor | undefined {
    const actor = this.#actors.get(token);
    if (!actor || actor.expiresAt > Date.now()) return actor;
    this.#actors.delete(token);
    return undefined;
  }

  add(token: string, actor: RequestActor): void {
    this.#actors.set(token, actor);
  }
}
