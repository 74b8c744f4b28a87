import type { FastifyInstance } from 'fastify';

const SWEEP_MS = 50;
const PATIENCE_MS = 5_000;

/**
 * Lets a server that closes finish the requests that it has begun, and hangs up on each connection as
 * soon as it has none; after 5 s on all that are left. (Connections that are kept alive for another
 * request would hold the server open for as long.)
 */
export function addGracefulClose(app: FastifyInstance): void {
  app.addHook('preClose', (done) => {
    const { server } = app;
    if (server.listening) {
      const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
      const end = setTimeout(() => server.closeAllConnections(), PATIENCE_MS);
      server.once('close', () => {
        clearInterval(sweep);
        clearTimeout(end);
      });
    }
    done();
  });
}
