import { isIP } from 'node:net';
import { GATEWAY_PROOF, removeForwardingHeaders } from '@energy/http/server';
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest } from 'fastify';

/**
 * Determines the caller's address and the requested host from what trusted proxies say: afterwards
 * `x-forwarded-for` holds that one address and `host` that host. Removes every other forwarding header.
 *
 * @param app created with the trusted proxies as its `trustProxy`; it has no other hooks yet
 * @param publicUrl where browsers reach the platform; a proxy that speaks HTTPS while this URL does not is
 *   logged once
 */
export function trustProxies(app: FastifyInstance, publicUrl: URL, log: FastifyBaseLogger): void {
  let isKnownAsHttps = publicUrl.protocol === 'https:';
  app.addHook('onRequest', (request, _reply, done) => {
    const { headers } = request.raw;
    const forwardedFor = headers['x-forwarded-for'];
    if (forwardedFor !== undefined)
      headers['x-forwarded-for'] = bareAddresses(String(forwardedFor));
    const address = addressOf(request);
    const { host, protocol } = request;
    if (protocol === 'https' && !isKnownAsHttps) {
      isKnownAsHttps = true;
      log.warn(
        `Browsers reach a proxy by HTTPS, but PUBLIC_URL is ${publicUrl.origin}: cookies are sent over plain HTTP as well. Set PUBLIC_URL to the https:// address, for the gateway and both APIs.`,
      );
    }
    removeForwardingHeaders(headers);
    delete headers[GATEWAY_PROOF];
    if (address !== undefined) headers['x-forwarded-for'] = address;
    if (host) headers.host = host;
    done();
  });
}

/** The nearest address that is no trusted proxy's; entries that are no addresses are skipped. */
function addressOf({ ips, socket }: FastifyRequest): string | undefined {
  return ips?.findLast((address) => isIP(address ?? '')) ?? socket.remoteAddress;
}

/** A list of addresses without ports and brackets: proxies write `192.0.2.1:5123` and `[2001:db8::7]:51234`. */
function bareAddresses(list: string): string {
  return list
    .split(',')
    .map((entry) => bareAddress(entry.trim()))
    .join(', ');
}

function bareAddress(entry: string): string {
  const unquoted = entry.replace(/^"(.*)"$/, '$1');
  const { ipv6, ipv4 } =
    /^(?:\[(?<ipv6>[^\]]+)\]|(?<ipv4>[\d.]+))(?::\d{1,5})?$/.exec(unquoted)?.groups ?? {};
  return ipv6 ?? ipv4 ?? unquoted;
}
