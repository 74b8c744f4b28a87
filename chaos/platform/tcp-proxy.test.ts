import { once } from 'node:events';
import {
  type AddressInfo,
  createConnection,
  createServer,
  type Server,
  type Socket,
} from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { TcpProxy } from './tcp-proxy.ts';

let echo: Server;
let proxy: TcpProxy;

beforeEach(async () => {
  echo = createServer((socket) => {
    socket.on('error', () => {});
    socket.pipe(socket);
  });
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  proxy = await TcpProxy.start({ host: '127.0.0.1', port: (echo.address() as AddressInfo).port });
});

afterEach(async () => {
  await proxy.close();
  echo.close();
});

async function connect(): Promise<Socket> {
  const socket = createConnection({ host: '127.0.0.1', port: proxy.port });
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

/** Resolves to whether an error closed the socket. */
function closed(socket: Socket): Promise<boolean> {
  return new Promise((resolve) => socket.once('close', resolve));
}

async function echoed(socket: Socket, text: string): Promise<string> {
  socket.write(text);
  const [data] = await once(socket, 'data');
  return String(data);
}

it('forwards what is sent, in both directions', async () => {
  const socket = await connect();
  expect(await echoed(socket, 'hello')).toBe('hello');
  socket.end();
  socket.resume();
  expect(await closed(socket)).toBe(false);
});

it('resets open connections, and forwards new ones', async () => {
  const socket = await connect();
  await echoed(socket, 'hello');
  const wasReset = closed(socket);
  proxy.cut();
  expect(await wasReset).toBe(true);
  expect(await echoed(await connect(), 'again')).toBe('again');
});

it('swallows everything without an error, and resets what has lost data', async () => {
  const before = await connect();
  await echoed(before, 'hello');
  proxy.startBlackhole();
  const received: string[] = [];
  const during = await connect();
  for (const socket of [before, during]) {
    socket.on('data', (data) => received.push(String(data)));
    socket.write('lost');
  }
  await sleep(50);
  expect([received, before.destroyed, during.destroyed]).toEqual([[], false, false]);
  const wereReset = Promise.all([closed(before), closed(during)]);
  proxy.endBlackhole();
  expect(await wereReset).toEqual([true, true]);
  expect(received).toEqual([]);
  expect(await echoed(await connect(), 'again')).toBe('again');
});
