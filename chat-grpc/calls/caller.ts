import type { ConversationSide, UserRole } from '@energy/domain';
import type { RequestContext } from './request-ids.ts';

/** The authenticated user of a call. */
export interface Caller {
  readonly userId: string;
  readonly role: UserRole;
  readonly sessionId: string;
  /** The expiry of the token: milliseconds since 1970, UTC. */
  readonly expiresAt: number;
}

export interface CallerContext extends RequestContext {
  readonly caller: Caller;
}

export function sideOf({ role }: Pick<Caller, 'role'>): ConversationSide {
  return role === 'client' ? 'client' : 'administrators';
}
