import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Below the ports that systems give to outgoing connections, from 32,768 on Linux: one of those could take the port
 * while the service that it is for is stopped.
 */
const FIRST_PORT = 16_384;
const LAST_PORT = 32_767;

/**
 * The preferred port of the loopback interface, or any free one where that is taken or 0. Another process
 * can take the port before the caller does: prefer port 0 where the process announces its address.
 */
export async function freePort(preferred = 0): Promise<number> {
  if (preferred !== 0 && (await isFree(preferred))) return preferred;
  for (;;) {
    const port = randomInt(FIRST_PORT, LAST_PORT + 1);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
