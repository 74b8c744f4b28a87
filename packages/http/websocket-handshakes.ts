import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';

/** Whether a request asks for a WebSocket. */
export function asksForWebSocket({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket';
}

/**
 * Hangs up on whoever was refused a WebSocket: to Node.js the connection is no HTTP connection any more,
 * which would be looked after.
 */
export function endRefusedHandshakes(app: FastifyInstance): void {
  app.addHook('onResponse', (request, _reply, done) => {
    if (asksForWebSocket(request.raw)) request.raw.socket.destroySoon();
    done();
  });
}
