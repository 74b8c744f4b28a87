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
import { asksForWebSocket } from '@energy/http';
import { errorMessage } from '@energy/service';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { forwardedHeaders } from './forwarded-headers.ts';
import { FrameBoundary } from './frame-boundary.ts';

const PATH = '/api/live';
const ANSWER_PATIENCE_MS = 8_000;
const LEAVING_PATIENCE_MS = 1_000;

/** A frame that closes a WebSocket with 1001: this server goes away. */
const GOING_AWAY = Buffer.from([0x88, 2, 1001 >> 8, 1001 & 0xff]);

/** A connection that is no HTTP connection any more, and what came over it already. */
interface Upgraded {
  readonly socket: Socket;
  readonly head: Buffer;
}

interface Upgrading extends IncomingMessage {
  upgraded?: Upgraded;
}

/** What query-api answered: an open WebSocket, or a reply like any other. */
interface Answer {
  readonly message: IncomingMessage;
  readonly upgraded?: Upgraded;
}

/** Whether a request asks for the live WebSocket. */
export function asksForLive(request: IncomingMessage): boolean {
  return request.url?.split('?', 1)[0] === PATH && asksForWebSocket(request);
}

/**
 * Passes the live WebSocket on to query-api, whose answer to the handshake is the gateway's. What follows
 * are bytes that go both ways as they come, no faster than they are read: frames, their limits,
 * heartbeats and close codes are between query-api and whoever is connected. A gateway that stops says so
 * by the code 1001, where no frame is on its way.
 *
 * @param app made with {@link asksForLive} as its `shouldUpgradeCallback`
 * @param upstream where query-api answers
 */
export function passOnLive(app: FastifyInstance, upstream: string): void {
  const open = new Set<() => void>();

  app.server.on('upgrade', (incoming: Upgrading, socket: Socket, head: Buffer) => {
    incoming.upgraded = { socket, head };
    socket.on('error', () => socket.destroy());
    const response = new ServerResponse(incoming);
    response.shouldKeepAlive = false;
    response.assignSocket(socket);
    response.on('finish', () => socket.destroySoon());
    app.routing(incoming, response);
  });

  app.get(PATH, async (request, reply) => {
    const client = (request.raw as Upgrading).upgraded;
    const { message, upgraded } = await ask(upstream, request);
    if (!client || !upgraded) return passOn(message, reply);
    reply.hijack();
    reply.raw.detachSocket(client.socket);
    client.socket.write(headOf(message));
    const leave = join(client, upgraded);
    open.add(leave);
    client.socket.on('close', () => open.delete(leave));
  });

  app.addHook('preClose', async () => {
    for (const leave of open) leave();
  });
}

/**
 * Asks query-api what the client asks for.
 *
 * @throws EngineUnavailable where it does not answer
 */
async function ask(upstream: string, incoming: FastifyRequest): Promise<Answer> {
  const { method, url: path, socket: client } = incoming.raw;
  const url = new URL(path!, upstream);
  const headers = headersFor(incoming);
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const request = url.protocol === 'https:' ? https.request : http.request;
  const asked = request(url, { method, headers, agent: false });
  asked.on('response', (message) => resolve({ message }));
  asked.on('upgrade', (message, socket: Socket, head) =>
    resolve({ message, upgraded: { socket, head } }),
  );
  asked.on('error', reject);
  const giveUp = () => asked.destroy(new Error('it took too long, or the client has left'));
  const patience = setTimeout(giveUp, ANSWER_PATIENCE_MS);
  client.once('close', giveUp);
  asked.end();
  try {
    return await promise;
  } catch (error) {
    throw new EngineUnavailable(`query-api does not answer: ${errorMessage(error)}`, {
      cause: error,
    });
  } finally {
    clearTimeout(patience);
    client.off('close', giveUp);
  }
}

/** What the client sent, but for what is between it and the gateway; and who it is. */
function headersFor(request: FastifyRequest): OutgoingHttpHeaders {
  const { headers, upgraded }: Upgrading = request.raw;
  return {
    ...forwardedHeaders(withoutHopByHop(headers), request),
    ...(upgraded && { connection: 'Upgrade', upgrade: 'websocket' }),
  };
}

const BETWEEN_NEIGHBOURS =
  /^(?:connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|content-length|upgrade)$/;

function withoutHopByHop(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const kept = Object.entries(headers).filter(([name]) => !BETWEEN_NEIGHBOURS.test(name));
  return Object.fromEntries(kept);
}

/** A reply that is no WebSocket, to be sent as the gateway's. */
function passOn(message: IncomingMessage, reply: FastifyReply): FastifyReply {
  const { statusCode = 502, headers } = message;
  return reply.code(statusCode).headers(withoutHopByHop(headers)).send(message);
}

/** The lines by which the handshake is answered. */
function headOf({ statusCode, statusMessage, rawHeaders }: IncomingMessage): string {
  const lines = [`HTTP/1.1 ${statusCode} ${statusMessage}`];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    lines.push(`${rawHeaders[index]}: ${rawHeaders[index + 1]}`);
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/**
 * Lets each read what the other sends, until both have ended or one has broken off.
 *
 * @returns what ends both before: the client is told that the server goes away
 */
function join({ socket: client, head: asked }: Upgraded, { socket, head }: Upgraded): () => void {
  for (const each of [client, socket]) each.setNoDelay().setTimeout(0);
  socket.write(asked);
  client.write(head);
  const broken = () => {
    client.destroy();
    socket.destroy();
  };
  pipeline(client, socket, (error) => error && broken());
  pipeline(socket, client, (error) => error && broken());
  const boundary = new FrameBoundary();
  boundary.follow(head);
  socket.on('data', (bytes) => boundary.follow(bytes as Buffer));
  return () => {
    if (!boundary.isReached) return broken();
    socket.unpipe(client);
    client.setTimeout(LEAVING_PATIENCE_MS, broken); // Of a slow reader.
    client.write(GOING_AWAY);
    client.destroySoon();
  };
}
