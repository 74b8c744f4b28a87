import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { BlockList, isIPv6 } from 'node:net';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';

/** Carries the secret that proves to an API that a request comes from the gateway. */
export const GATEWAY_PROOF = 'x-gateway-proof';

export interface GatewayTrust {
  /** The gateway's {@link GATEWAY_PROOF}. */
  readonly secret?: string | undefined;
  /** Addresses and networks of gateways that need no secret. */
  readonly addresses?: readonly string[];
}

/** Fastify's `trustProxy` of an API: {@link trustGateway} removes the headers of every other sender. */
export const trustNearestSender = (_address: string, hop: number): boolean => hop === 0;

/**
 * Believes `X-Forwarded-For` from the gateway alone: removes the forwarding headers of every request that
 * neither carries the secret nor comes from a listed address, and warns once about such a request.
 *
 * @param app created with {@link trustNearestSender}; it has no other hooks yet
 */
export function trustGateway(
  app: FastifyInstance,
  trust: GatewayTrust,
  log: FastifyBaseLogger,
): void {
  const { secret, addresses = [] } = trust;
  const expected = secret === undefined ? undefined : digest(secret);
  const listed = networkList(addresses);
  let hasWarned = false;

  app.addHook('onRequest', (request, _reply, done) => {
    const { headers, socket } = request.raw;
    const proof = headers[GATEWAY_PROOF];
    delete headers[GATEWAY_PROOF];
    if (isProven(proof) || isListed(socket.remoteAddress)) return done();
    if (headers['x-forwarded-for'] !== undefined && !hasWarned) {
      hasWarned = true;
      log.warn(
        `Ignored X-Forwarded-For from ${socket.remoteAddress}: it carries no proof that it is the gateway. ` +
          'Set GATEWAY_SECRET to the same text for the gateway and this service.',
      );
    }
    removeForwardingHeaders(headers);
    done();
  });

  function isProven(proof: string | string[] | undefined): boolean {
    return (
      expected !== undefined &&
      typeof proof === 'string' &&
      timingSafeEqual(digest(proof), expected)
    );
  }

  function isListed(address: string | undefined): boolean {
    return address !== undefined && listed.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
  }
}

/** Removes every header by which a proxy names a caller, a host or a protocol. */
export function removeForwardingHeaders(headers: IncomingHttpHeaders): void {
  for (const name of Object.keys(headers)) {
    if (/^(?:forwarded|x-forwarded-.*)$/.test(name)) delete headers[name];
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function networkList(addresses: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of addresses) {
    const [address = '', prefix] = network.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return list;
}
