import { isIP } from 'node:net';
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest } from 'fastify';

const WORD_OF_PROXIES = /^(?:forwarded|x-forwarded-.*)$/;

/**
 * Lets a request be to everything behind this what it was to the first of the trusted proxies before the
 * gateway: `host` is the one that was asked for, and `x-forwarded-for` the one address that asked. What
 * anybody else says of either counts for nothing, nor does any other header of a proxy.
 *
 * @param app made with the trusted proxies as its `trustProxy`; it has no other hooks yet
 * @param publicUrl where browsers reach the platform. A proxy that they reach by HTTPS while this says
 *   otherwise is told of in the log, once
 */
export function believeTrustedProxies(
  app: FastifyInstance,
  publicUrl: URL,
  log: FastifyBaseLogger,
): void {
  let isToldOf = publicUrl.protocol === 'https:';
  app.addHook('onRequest', (request, _reply, done) => {
    const { headers } = request.raw;
    const [address, host] = [addressOf(request), request.host];
    if (request.protocol === 'https' && !isToldOf) {
      isToldOf = true;
      log.warn(
        `Browsers reach a proxy by HTTPS, but PUBLIC_URL is ${publicUrl.origin}: cookies are not kept to HTTPS. Set PUBLIC_URL to the https:// address, for the gateway and both APIs.`,
      );
    }
    for (const name of Object.keys(headers)) if (WORD_OF_PROXIES.test(name)) delete headers[name];
    if (address !== undefined) headers['x-forwarded-for'] = address;
    if (host) headers.host = host;
    done();
  });
}

/** The first address, from here, that is no trusted proxy's. What is none that can be read counts for nothing. */
function addressOf({ ips, socket }: FastifyRequest): string | undefined {
  return ips?.findLast((address) => isIP(address ?? '')) ?? socket.remoteAddress;
}
