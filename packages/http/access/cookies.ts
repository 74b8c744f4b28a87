import type { CookieSerializeOptions } from '@fastify/cookie';

/** The cookies of a browser’s session. */
export interface SessionCookies {
  /** Carries the access token. */
  readonly access: { readonly name: string; readonly options: CookieSerializeOptions };
  /** Carries the refresh token, to nothing but /api/session. */
  readonly refresh: { readonly name: string; readonly options: CookieSerializeOptions };
}

/**
 * The cookie by which a browser is recognised when its user signs in again, also after signing out.
 *
 * @param secure whether browsers reach the platform by HTTPS
 */
export function browserCookie(secure: boolean): {
  readonly name: string;
  readonly options: CookieSerializeOptions;
} {
  return {
    name: `${secure ? '__Secure-' : ''}energy-browser`,
    options: { httpOnly: true, sameSite: 'strict', secure, path: '/api/session' },
  };
}

/**
 * The session’s cookies: out of reach of scripts, and sent along by the platform’s own pages alone.
 *
 * @param secure whether browsers reach the platform by HTTPS. Then they take these cookies from and
 *   give them to HTTPS alone, which the prefixes of their names make sure of.
 */
export function sessionCookies(secure: boolean): SessionCookies {
  const options = { httpOnly: true, sameSite: 'strict', secure } as const;
  const [hostPrefix, securePrefix] = secure ? ['__Host-', '__Secure-'] : ['', ''];
  return {
    access: { name: `${hostPrefix}energy-session`, options: { ...options, path: '/' } },
    refresh: {
      name: `${securePrefix}energy-refresh`,
      options: { ...options, path: '/api/session' },
    },
  };
}
