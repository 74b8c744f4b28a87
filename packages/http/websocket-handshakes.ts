import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';

/** True for a request to open a WebSocket. */
export function asksForWebSocket({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket';
}

/**
 * Closes the connection of a refused WebSocket: Node.js no longer treats it as an HTTP connection, and would
 * leave it open.
 */
export function endRefusedHandshakes(app: FastifyInstance): void {
  app.addHook('onResponse', (request, _reply, done) => {
    if (asksForWebSocket(request.raw)) request.raw.socket.destroySoon();
    done();
  });
}
