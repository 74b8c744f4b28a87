import http, {
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  ServerResponse,
} from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { pipeline } from 'node:stream';
import { EngineUnavailable } from '@energy/engines';
import { asksForWebSocket } from '@energy/http/server';
import { errorMessage } from '@energy/service';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { forwardedHeaders } from './forwarded-headers.ts';

const PATH = '/api/live';
const HANDSHAKE_TIMEOUT_MS = 8_000;

/** A connection after its upgrade from HTTP, and the first bytes that were received on it. */
interface Upgraded {
  readonly socket: Socket;
  readonly head: Buffer;
}

interface UpgradeRequest extends IncomingMessage {
  upgraded?: Upgraded;
}

/** The response of query-api: an open WebSocket, or plain HTTP. */
interface HandshakeResponse {
  readonly message: IncomingMessage;
  readonly upgraded?: Upgraded;
}

/** True if a request is a handshake of the live WebSocket. */
export function isLiveHandshake(request: IncomingMessage): boolean {
  return request.url?.split('?', 1)[0] === PATH && asksForWebSocket(request);
}

/**
 * Proxies the live WebSocket to query-api. The client receives query-api's response to its handshake.
 * After that, bytes are copied in both directions, no faster than they are read: frames, limits,
 * heartbeats and close codes stay between query-api and the client. A gateway that stops ends the
 * connections; clients reconnect.
 *
 * `@fastify/http-proxy` with `websocket: true` fails nine of twelve tests of this file. It accepts a
 * handshake before query-api does, so a client never gets its 401 or 503, and it has no backpressure for
 * slow readers.
 *
 * @param app made with {@link isLiveHandshake} as its `shouldUpgradeCallback`
 * @param upstream the URL of query-api
 */
export function proxyWebSocket(app: FastifyInstance, upstream: string): void {
  const open = new Set<Socket>();

  app.server.on('upgrade', (incoming: UpgradeRequest, socket: Socket, head: Buffer) => {
    incoming.upgraded = { socket, head };
    socket.on('error', () => socket.destroy());
    const response = new ServerResponse(incoming);
    response.shouldKeepAlive = false;
    response.assignSocket(socket);
    response.on('finish', () => socket.destroySoon());
    app.routing(incoming, response);
  });

  app.get(PATH, async (request, reply) => {
    const client = (request.raw as UpgradeRequest).upgraded;
    const { message, upgraded } = await forwardHandshake(upstream, request);
    if (!client || !upgraded) return forwardResponse(message, reply);
    reply.hijack();
    reply.raw.detachSocket(client.socket);
    client.socket.write(responseHead(message));
    join(client, upgraded);
    open.add(client.socket);
    client.socket.on('close', () => open.delete(client.socket));
  });

  app.addHook('preClose', async () => {
    for (const socket of open) socket.destroy();
  });
}

/**
 * Sends the client's request to query-api.
 *
 * @throws EngineUnavailable if query-api does not respond in time
 */
async function forwardHandshake(
  upstream: string,
  incoming: FastifyRequest,
): Promise<HandshakeResponse> {
  const { method, url: path, socket: client } = incoming.raw;
  const url = new URL(path!, upstream);
  const headers = requestHeaders(incoming);
  const { promise, resolve, reject } = Promise.withResolvers<HandshakeResponse>();
  const request = url.protocol === 'https:' ? https.request : http.request;
  const forwarded = request(url, { method, headers, agent: false });
  forwarded.on('response', (message) => resolve({ message }));
  forwarded.on('upgrade', (message, socket: Socket, head) =>
    resolve({ message, upgraded: { socket, head } }),
  );
  forwarded.on('error', reject);
  const giveUp = () => forwarded.destroy(new Error('it took too long, or the client has left'));
  const timer = setTimeout(giveUp, HANDSHAKE_TIMEOUT_MS);
  client.once('close', giveUp);
  forwarded.end();
  try {
    return await promise;
  } catch (error) {
    throw new EngineUnavailable(`query-api does not answer: ${errorMessage(error)}`, {
      cause: error,
    });
  } finally {
    clearTimeout(timer);
    client.off('close', giveUp);
  }
}

/** The client's headers without the hop-by-hop ones, and its address. */
function requestHeaders(request: FastifyRequest): OutgoingHttpHeaders {
  const { headers, upgraded }: UpgradeRequest = request.raw;
  return {
    ...forwardedHeaders(withoutHopByHop(headers), request),
    ...(upgraded && { connection: 'Upgrade', upgrade: 'websocket' }),
  };
}

const HOP_BY_HOP =
  /^(?:connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|content-length|upgrade)$/;

function withoutHopByHop(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const endToEnd = Object.entries(headers).filter(([name]) => !HOP_BY_HOP.test(name));
  return Object.fromEntries(endToEnd);
}

/** Forwards a plain HTTP response of query-api. */
function forwardResponse(message: IncomingMessage, reply: FastifyReply): FastifyReply {
  const { statusCode = 502, headers } = message;
  return reply.code(statusCode).headers(withoutHopByHop(headers)).send(message);
}

/** Formats the status line and headers of the handshake's response. */
function responseHead({ statusCode, statusMessage, rawHeaders }: IncomingMessage): string {
  const lines = [`HTTP/1.1 ${statusCode} ${statusMessage}`];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    lines.push(`${rawHeaders[index]}: ${rawHeaders[index + 1]}`);
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/** Copies bytes in both directions until both sides have ended or one has failed. */
function join({ socket: client, head: clientHead }: Upgraded, { socket, head }: Upgraded): void {
  for (const each of [client, socket]) each.setNoDelay().setTimeout(0);
  socket.write(clientHead);
  client.write(head);
  const destroy = () => {
    client.destroy();
    socket.destroy();
  };
  pipeline(client, socket, (error) => error && destroy());
  pipeline(socket, client, (error) => error && destroy());
}
