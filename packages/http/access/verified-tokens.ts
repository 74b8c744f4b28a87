import { RecentlyUsed } from '@energy/engines';
import type { RequestActor } from './token.ts';

const TOKENS_KEPT = 10_000;

/**
 * The tokens whose signatures have been checked: the same token says the same until it expires. Whether
 * its session goes on is another question, to be asked each time.
 */
export class VerifiedTokens {
  readonly #actors = new RecentlyUsed<RequestActor>(TOKENS_KEPT);

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
