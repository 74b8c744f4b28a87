import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Api } from '@energy/testing/api';
import { afterEach, expect, it, vi } from 'vitest';
import { registerNewClient, waitForOneTimePassword, waitUntilReady } from './startup.ts';

const { signal } = new AbortController();

let server: Server | undefined;
afterEach(() => server?.close());

async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server!.once('listening', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it('says which services are not ready and why, until they are', async () => {
  const chat = JSON.stringify({ notReady: { events: 'connection refused' } });
  const notReady = { 'query-api': 'does not answer', 'chat-grpc': chat };
  let requests = 0;
  const url = await serve((_request, response) => {
    requests += 1;
    response.writeHead(requests === 1 ? 503 : 200).end(JSON.stringify({ notReady }));
  });
  const log = vi.spyOn(console, 'log').mockReturnValue();
  await waitUntilReady(url, signal, 0);
  expect(log.mock.calls).toEqual([
    [
      'The platform is not ready yet:\n' +
        '  query-api: does not answer\n  chat-grpc: events: connection refused',
    ],
  ]);
});

it('says that engines hold a platform already where no one-time password is printed', async () => {
  const waiting = waitForOneTimePassword(() => undefined, signal, 0);
  await expect(waiting).rejects.toThrow(/hold a platform already.*Name empty engines/);
  expect(await waitForOneTimePassword(() => 'k7m2p', signal, 0)).toBe('k7m2p');
});

it('registers a client by the next free name', async () => {
  const names: string[] = [];
  const url = await serve(async (request, response) => {
    response.setHeader('content-type', 'application/json');
    const body = JSON.parse((await request.toArray()).join('') || '{}');
    if (request.method === 'POST' && request.url === '/users') {
      names.push(body.name);
      return response.writeHead(names.length < 3 ? 409 : 201).end('{"id":"1"}');
    }
    response.end('{"oneTimePassword":"one","accessToken":"token"}');
  });
  const administrator = { id: '0', name: 'administrator', password: '', api: new Api(url) };
  const { name } = await registerNewClient(administrator, 'Emma');
  expect(name).toBe('Emma 3');
  expect(names).toEqual(['Emma', 'Emma 2', 'Emma 3']);
});

it('sends a request again, as the same command, while an engine elects a leader', async () => {
  const keys: unknown[] = [];
  const url = await serve((request, response) => {
    keys.push(request.headers['idempotency-key']);
    response.writeHead(keys.length < 3 ? 503 : 200).end('{}');
  });
  const api = new Api(url, { retryForMs: 60_000 });
  expect((await api.send('POST', '/users', {})).status).toBe(200);
  expect(keys).toEqual([keys[0], keys[0], keys[0]]);
  expect(keys[0]).toEqual(expect.any(String));
});
