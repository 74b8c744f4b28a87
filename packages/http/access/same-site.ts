import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ProblemError } from '../problems/problem-error.ts';
import { asksForWebSocket } from '../websocket-handshakes.ts';

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);
const LOCAL_NAMES = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Refuses what a page of another site makes a browser send:
 * - a request for a host name that is not the platform's (a name that was made to point here);
 * - a command that a browser says another site gave, and a WebSocket that it opened: what comes over it
 *   can be read by the page, which a reply to a query can't. Programs that send their token by
 *   `Authorization` are no browsers whose cookies could be borrowed.
 *
 * @param publicUrl where browsers reach the platform
 */
export function addSameSiteOnly(app: FastifyInstance, publicUrl: URL): void {
  app.addHook('onRequest', (request, _reply, done) => {
    if (!request.url.startsWith('/api/')) done();
    else done(crossSiteRefusal(request, publicUrl));
  });
}

/** What is answered to a request that another site's page makes, or may make; `undefined` to any other. */
export function crossSiteRefusal(
  request: FastifyRequest,
  publicUrl: URL,
): ProblemError | undefined {
  if (!isOwnHost(hostnameOf(request), publicUrl)) {
    return new ProblemError('unknown-host', 'Ask at an address of the platform.');
  }
  if (isHarmless(request) || sendsItsToken(request)) return undefined;
  if (comesFromOwnPage(request, publicUrl)) return undefined;
  return new ProblemError('cross-site-request', 'Only the platform’s own pages may ask for this.');
}

/** Whether another site's page can neither change anything by it nor read what it is answered. */
function isHarmless(request: FastifyRequest): boolean {
  return READING.has(request.method) && !asksForWebSocket(request);
}

function sendsItsToken({ headers }: FastifyRequest): boolean {
  return /^Bearer\s/i.test(headers.authorization ?? '');
}

/** As the browser names it, or the gateway for it: `X-Forwarded-Host`, which a page may set, has no say. */
function hostnameOf({ headers }: FastifyRequest): string {
  return (headers.host ?? '').toLowerCase().replace(/:\d+$/, '');
}

/** Names alone can be made to point anywhere: who asks by an address has asked for this machine. */
function isOwnHost(hostname: string, publicUrl: URL): boolean {
  return (
    LOCAL_NAMES.has(hostname) ||
    hostname === publicUrl.hostname ||
    /^(?:[\d.]+|\[[\da-f:.]+\])$/.test(hostname)
  );
}

/** Every browser says where a command comes from, one way or the other; what says nothing is none. */
function comesFromOwnPage({ headers }: FastifyRequest, publicUrl: URL): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const own = [publicUrl.origin, `${publicUrl.protocol}//${headers.host}`];
  return headers.origin === undefined || own.includes(headers.origin);
}
