import type { IncomingHttpHeaders } from 'node:http';

/** Printable ASCII, the only characters that are safe to forward in a header. */
const PRINTABLE = /^[\x20-\x7e]+$/;

/**
 * Returns the `authorization` of a call: its own header, or else the token in the session's cookie;
 * `undefined` if there is neither. The chat service verifies it.
 */
export function authorizationOf(
  { authorization, cookie = '' }: IncomingHttpHeaders,
  cookieName: string,
): string | undefined {
  if (authorization !== undefined) return PRINTABLE.test(authorization) ? authorization : undefined;
  for (const pair of cookie.split(';')) {
    const [name, value = ''] = pair.trim().split('=', 2);
    if (name === cookieName && PRINTABLE.test(value)) return `Bearer ${value}`;
  }
  return undefined;
}
