import type { CookieSerializeOptions } from '@fastify/cookie';

/** The cookies of a browser’s session. */
export interface SessionCookies {
  /** Carries the access token. */
  readonly access: { readonly name: string; readonly options: CookieSerializeOptions };
  /** Carries the refresh token; sent to /api/session only. */
  readonly refresh: { readonly name: string; readonly options: CookieSerializeOptions };
}

/**
 * The cookie that recognises a browser when its user signs in again, also after signing out.
 *
 * @param secure whether browsers reach the platform by HTTPS
 */
export function browserCookie(secure: boolean): {
  readonly name: string;
  readonly options: CookieSerializeOptions;
} {
  return {
    name: secure ? '__Secure-energy-browser' : 'energy-browser',
    options: { httpOnly: true, sameSite: 'strict', secure, path: '/api/session' },
  };
}

/**
 * The session’s cookies: not readable by scripts, and sent with requests of the platform’s own pages only.
 *
 * @param secure whether browsers reach the platform by HTTPS. Then they accept and send these cookies by HTTPS
 *   only; the prefixes of the names enforce it.
 */
export function sessionCookies(secure: boolean): SessionCookies {
  const options = { httpOnly: true, sameSite: 'strict', secure } as const;
  return {
    access: {
      name: secure ? '__Host-energy-session' : 'energy-session',
      options: { ...options, path: '/' },
    },
    refresh: {
      name: secure ? '__Secure-energy-refresh' : 'energy-refresh',
      options: { ...options, path: '/api/session' },
    },
  };
}
