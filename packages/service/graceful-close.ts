import type { FastifyInstance } from 'fastify';

const SWEEP_MS = 50;
const CLOSE_TIMEOUT_MS = 5_000;

/**
 * Lets a closing server finish its requests. It closes each connection as soon as it is idle, and all
 * others after 5 s. (Keep-alive connections would delay the close otherwise.)
 */
export function addGracefulClose(app: FastifyInstance): void {
  app.addHook('preClose', (done) => {
    const { server } = app;
    if (server.listening) {
      const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
      const end = setTimeout(() => server.closeAllConnections(), CLOSE_TIMEOUT_MS);
      server.once('close', () => {
        clearInterval(sweep);
        clearTimeout(end);
      });
    }
    done();
  });
}
