import { errorMessage } from '@energy/service';
import websocket from '@fastify/websocket';
import type { FastifyInstance } from 'fastify';

/** Larger than any valid frame. */
const MAX_FRAME_BYTES = 16_384;
/** The time for a peer to complete the closing handshake. */
const CLOSE_TIMEOUT_MS = 2_000;

/**
 * Lets routes be WebSockets. Add it before them.
 *
 * @param onClosing closes those that are open when the app closes
 */
export async function addWebSockets(
  app: FastifyInstance,
  onClosing: () => Promise<void>,
): Promise<void> {
  const options = {
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false, // Frames are small, and each connection would need memory for it.
    closeTimeout: CLOSE_TIMEOUT_MS,
  };
  await app.register(websocket, {
    options,
    // The peer has already received a close code.
    errorHandler: (error) => app.log.debug(`A WebSocket failed: ${errorMessage(error)}`),
    preClose: async () => {
      app.websocketServer.close();
      await onClosing();
    },
  });
}
