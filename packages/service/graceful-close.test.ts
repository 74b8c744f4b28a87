import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { addGracefulClose } from './index.ts';

async function serving() {
  const app = fastify({ forceCloseConnections: 'idle' });
  addGracefulClose(app);
  app.get('/', () => sleep(300, { slow: true }));
  const { hostname, port } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }));
  const connected = async (sent: string): Promise<Socket> => {
    const socket = connect(Number(port), hostname).setEncoding('utf8');
    await once(socket, 'connect');
    socket.write(sent);
    await sleep(50);
    return socket;
  };
  const closing = async () => {
    const begun = performance.now();
    await app.close();
    return performance.now() - begun;
  };
  return { connected, closing };
}

describe('a server that closes', () => {
  it('answers a pending request, then closes its keep-alive connection', async () => {
    const { connected, closing } = await serving();
    const asking = await connected('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    const answer = once(asking, 'data');
    const closed = closing();
    expect((await answer)[0]).toContain('{"slow":true}');
    expect(await closed).toBeLessThan(2_000);
  });

  it('hangs up in the end on who never asks to the end', async () => {
    const { connected, closing } = await serving();
    await connected('GET / HTTP/1.1\r\nHost:');
    const took = await closing();
    expect(took).toBeGreaterThan(4_000);
    expect(took).toBeLessThan(8_000);
  });
});
