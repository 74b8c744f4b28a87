/** The intended visitors of a page. The server checks access; this spares people empty pages. */
export type Audience = 'nobody-yet' | 'signed-in' | 'client' | 'administrator' | 'anyone';

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
/** The administrators' conversations with clients. */
export const INBOX = '/console/chat';

/** The start page of each role. */
export const HOMES = { client: '/devices', administrator: '/console' } as const;

/** Returns true where the visitor may open a page, or else the page to redirect to. */
export function admit(
  visitor: Visitor | undefined,
  to: Destination,
): true | string | { path: string; query?: Record<string, string> } {
  const audience = to.meta.for ?? 'signed-in';
  if (!visitor) {
    if (audience === 'nobody-yet' || audience === 'anyone') return true;
    return { path: SIGN_IN, ...(to.fullPath !== '/' && { query: { next: to.fullPath } }) };
  }
  if (visitor.mustChangePassword && to.path !== CHANGE_PASSWORD) {
    const next = audience === 'nobody-yet' ? nextPath(to) : to.fullPath;
    return { path: CHANGE_PASSWORD, ...(next && next !== '/' && { query: { next } }) };
  }
  const home = HOMES[visitor.role];
  if (audience === 'nobody-yet') return nextPath(to) ?? home; // A string, since it may contain a query.
  if (to.path === '/') return { path: home };
  if (audience === 'client' || audience === 'administrator') {
    return audience === visitor.role ? true : { path: home };
  }
  return true;
}

/** The page that the visitor wanted before the sign-in; ignores addresses outside the platform. */
export function nextPath({ query }: Pick<Destination, 'query'>): string | undefined {
  const { next } = query;
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : undefined;
}
