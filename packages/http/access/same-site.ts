import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ProblemError } from '../problems/problem-error.ts';

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);
const LOCAL_NAMES = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Refuses what a page of another site makes a browser send:
 * - a request for a host name that is not the platform's (a name that was made to point here);
 * - a command that a browser says another site gave. Programs that send their token by
 *   `Authorization` are no browsers whose cookies could be borrowed.
 *
 * @param publicUrl where browsers reach the platform
 */
export function addSameSiteOnly(app: FastifyInstance, publicUrl: URL): void {
  app.addHook('onRequest', (request, _reply, done) => {
    if (!request.url.startsWith('/api/')) done();
    else done(refusalOf(request, publicUrl));
  });
}

function refusalOf(request: FastifyRequest, publicUrl: URL): ProblemError | undefined {
  if (!isOwnHost(request.hostname.toLowerCase(), publicUrl)) {
    return new ProblemError('unknown-host', 'Ask at an address of the platform.');
  }
  if (READING.has(request.method) || sendsItsToken(request)) return undefined;
  if (comesFromOwnPage(request, publicUrl)) return undefined;
  return new ProblemError('cross-site-request', 'Only the platform’s own pages may ask for this.');
}

function sendsItsToken({ headers }: FastifyRequest): boolean {
  return /^Bearer\s/i.test(headers.authorization ?? '');
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
function comesFromOwnPage({ headers, host }: FastifyRequest, publicUrl: URL): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const { origin } = headers;
  return origin === undefined || origin === publicUrl.origin || hostOf(origin) === host;
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
