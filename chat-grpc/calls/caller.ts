import type { ConversationSide, UserRole } from '@energy/domain';
import type { RequestContext } from './request-ids.ts';

/** Who makes a call, as their token says. */
export interface Caller {
  readonly userId: string;
  readonly role: UserRole;
  readonly sessionId: string;
  /** When the token expires: milliseconds since 1970, UTC. */
  readonly expiresAt: number;
}

/** What a call knows of who makes it. */
export interface CallerContext extends RequestContext {
  readonly caller: Caller;
}

export function sideOf({ role }: Pick<Caller, 'role'>): ConversationSide {
  return role === 'client' ? 'client' : 'administrators';
}
