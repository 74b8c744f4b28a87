import type { IncomingHttpHeaders } from 'node:http';

/** What a header can say to another server: nothing that could be anything but text. */
const SAYABLE = /^[\x20-\x7e]+$/;

/**
 * The `authorization` of a call: its own, or else the token in the session's cookie. `undefined` where
 * there is neither; whether it is believed is for the chat service to say.
 */
export function authorizationOf(
  { authorization, cookie = '' }: IncomingHttpHeaders,
  cookieName: string,
): string | undefined {
  if (authorization !== undefined) return SAYABLE.test(authorization) ? authorization : undefined;
  for (const pair of cookie.split(';')) {
    const [name, value = ''] = pair.trim().split('=', 2);
    if (name === cookieName && SAYABLE.test(value)) return `Bearer ${value}`;
  }
  return undefined;
}
