/** Whom a page is for. The server checks all the same: this spares people pages that stay empty. */
export type Audience = 'nobody-yet' | 'signed-in' | 'client' | 'administrator' | 'anyone';

/** Who goes there. */
export interface Visitor {
  readonly role: 'client' | 'administrator';
  readonly mustChangePassword: boolean;
}

export interface Destination {
  readonly path: string;
  readonly fullPath: string;
  readonly meta: { readonly for?: Audience };
  readonly query: Readonly<Record<string, unknown>>;
}

export const SIGN_IN = '/sign-in';
export const CHANGE_PASSWORD = '/password';
/** Where administrators answer clients. */
export const INBOX = '/console/chat';

/** The first page of everybody. */
export const HOMES = { client: '/devices', administrator: '/console' } as const;

/** True where a visitor may go somewhere; else where they are sent. */
export function visitorMayGo(
  visitor: Visitor | undefined,
  to: Destination,
): true | string | { path: string; query?: Record<string, string> } {
  const audience = to.meta.for ?? 'signed-in';
  if (!visitor) {
    if (audience === 'nobody-yet' || audience === 'anyone') return true;
    return { path: SIGN_IN, ...(to.fullPath !== '/' && { query: { next: to.fullPath } }) };
  }
  if (visitor.mustChangePassword && to.path !== CHANGE_PASSWORD) {
    const next = audience === 'nobody-yet' ? nextOf(to) : to.fullPath;
    return { path: CHANGE_PASSWORD, ...(next && next !== '/' && { query: { next } }) };
  }
  const home = HOMES[visitor.role];
  if (audience === 'nobody-yet') return nextOf(to) ?? home; // With its query, which a path has not.
  if (to.path === '/') return { path: home };
  if (audience === 'client' || audience === 'administrator') {
    return audience === visitor.role ? true : { path: home };
  }
  return true;
}

/** Where somebody wanted to go before they had to sign in: a page of the platform, nothing elsewhere. */
export function nextOf({ query }: Pick<Destination, 'query'>): string | undefined {
  const { next } = query;
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : undefined;
}
