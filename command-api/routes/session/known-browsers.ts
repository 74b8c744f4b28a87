import { randomUUID } from 'node:crypto';
import { browserCookie } from '@energy/http';
import { Signer } from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Maximum lifetime of a cookie in browsers. */
const LIFETIME_MS = 400 * 24 * 3_600_000;
const MAX_USERS = 5;

export interface KnownBrowsersOptions {
  /** Signs the cookies. Must be the same in every process and never change. */
  readonly secret: string;
  /** True if browsers reach the platform over HTTPS. */
  readonly isSecure: boolean;
  /** Current time, in milliseconds since 1970. */
  readonly now: () => number;
}

interface KnownBrowser {
  readonly id: string;
  /** Users who signed in with it, the latest first. */
  readonly userIds: readonly string[];
}

/**
 * Recognises the browsers that a user has signed in with, by a signed cookie (OWASP: device cookies).
 * The cookie is no credential: it only prevents wrong passwords of other people from locking the user out.
 */
export class KnownBrowsers {
  readonly #signer: Signer;
  readonly #cookie: ReturnType<typeof browserCookie>;
  readonly #now: () => number;

  constructor({ secret, isSecure, now }: KnownBrowsersOptions) {
    this.#signer = new Signer(secret);
    this.#cookie = browserCookie(isSecure);
    this.#now = now;
  }

  /** Finds the id of the browser that a request comes from, if the user has signed in with it. */
  find(request: FastifyRequest, userId: string | undefined): string | undefined {
    const browser = this.#read(request);
    return userId !== undefined && browser?.userIds.includes(userId) ? browser.id : undefined;
  }

  /** Makes the browser known to a user who has just signed in with it. */
  remember(request: FastifyRequest, reply: FastifyReply, userId: string): void {
    const { id, userIds } = this.#read(request) ?? { id: randomUUID(), userIds: [] };
    const users = [userId, ...userIds.filter((known) => known !== userId)].slice(0, MAX_USERS);
    const value = [id, this.#now() + LIFETIME_MS, ...users].join(':');
    reply.setCookie(this.#cookie.name, this.#signer.sign(value), {
      ...this.#cookie.options,
      maxAge: LIFETIME_MS / 1_000,
    });
  }

  #read(request: FastifyRequest): KnownBrowser | undefined {
    const { valid, value } = this.#signer.unsign(request.cookies[this.#cookie.name] ?? '');
    if (!valid || !value) return undefined;
    const [id = '', expiresAt, ...userIds] = value.split(':');
    return Number(expiresAt) > this.#now() ? { id, userIds } : undefined;
  }
}
