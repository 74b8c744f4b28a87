import { lruCache } from '@energy/engines';
import type { RequestActor } from './token.ts';

const CACHE_SIZE = 10_000;

/**
 * A cache of verified tokens, which saves checking a signature at each request. The session must still be looked
 * up each time.
 */
export class VerifiedTokens {
  readonly #actors = lruCache<string, RequestActor>(CACHE_SIZE);

  /** The caller of a token; `undefined` where it is not cached, or has expired. */
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
