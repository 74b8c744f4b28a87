import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ProblemError } from '../problems/problem-error.ts';
import { asksForWebSocket } from '../websocket-handshakes.ts';

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);
const LOCAL_NAMES = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Refuses requests that a page of another site makes a browser send:
 * - a request with another host name than the platform's (DNS rebinding);
 * - a command or a WebSocket from another site (request forgery). A page can read a WebSocket of another
 *   site, but not a reply to a query. Programs with a token in `Authorization` send no cookies, and pass.
 *
 * @param publicUrl the address of the platform for browsers
 */
export function addSameSiteOnly(app: FastifyInstance, publicUrl: URL): void {
  app.addHook('onRequest', (request, _reply, done) => {
    if (!request.url.startsWith('/api/')) done();
    else done(crossSiteRefusal(request, publicUrl));
  });
}

/** The refusal of a request that comes, or may come, from another site's page; `undefined` for any other. */
export function crossSiteRefusal(
  request: FastifyRequest,
  publicUrl: URL,
): ProblemError | undefined {
  if (!isOwnHost(hostnameOf(request), publicUrl)) {
    return new ProblemError('unknown-host', 'The Host header must name the platform.');
  }
  if (isHarmless(request) || sendsItsToken(request)) return undefined;
  if (comesFromOwnPage(request, publicUrl)) return undefined;
  return new ProblemError(
    'cross-site-request',
    'Only the platform’s own pages may send this request.',
  );
}

/** True where another site's page can neither change anything by the request nor read the reply. */
function isHarmless(request: FastifyRequest): boolean {
  return READING.has(request.method) && !asksForWebSocket(request);
}

function sendsItsToken({ headers }: FastifyRequest): boolean {
  return /^Bearer\s/i.test(headers.authorization ?? '');
}

/** The `Host` header. `X-Forwarded-Host`, which a page may set, does not count. */
function hostnameOf({ headers }: FastifyRequest): string {
  return (headers.host ?? '').toLowerCase().replace(/:\d+$/, '');
}

/** Accepts any IP address: only names can be made to point here. */
function isOwnHost(hostname: string, publicUrl: URL): boolean {
  return (
    LOCAL_NAMES.has(hostname) ||
    hostname === publicUrl.hostname ||
    /^(?:[\d.]+|\[[\da-f:.]+\])$/.test(hostname)
  );
}

/** Every browser states the origin of a command by one of two headers; without both it is no browser. */
function comesFromOwnPage({ headers }: FastifyRequest, publicUrl: URL): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const own = [publicUrl.origin, `${publicUrl.protocol}//${headers.host}`];
  return headers.origin === undefined || own.includes(headers.origin);
}
