import { errorMessage } from '@energy/service';
import websocket from '@fastify/websocket';
import type { FastifyInstance } from 'fastify';

/** Larger than any frame that is understood. */
const MOST_BYTES = 16_384;
/** Whoever doesn't answer that a connection is closed is hung up on after this. */
const CLOSING_PATIENCE_MS = 2_000;

/**
 * Lets routes be WebSockets. To be added before them.
 *
 * @param onClosing closes those that are open when the app closes
 */
export async function addWebSockets(
  app: FastifyInstance,
  onClosing: () => Promise<void>,
): Promise<void> {
  const options = {
    maxPayload: MOST_BYTES,
    perMessageDeflate: false, // Frames are small, and each connection would need memory for it.
    closeTimeout: CLOSING_PATIENCE_MS,
  };
  await app.register(websocket, {
    options,
    // What a peer does wrong has been told it by a close code already; that is all there is to do.
    errorHandler: (error) => app.log.debug(`A WebSocket has ended: ${errorMessage(error)}`),
    preClose: async () => {
      app.websocketServer.close();
      await onClosing();
    },
  });
}
