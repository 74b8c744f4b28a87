import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { openCredentialStore } from '@energy/credentials';
import { EngineUnavailable } from '@energy/engines';
import { openEventStore } from '@energy/event-store';
import { openLiveFeed } from '@energy/live-feed';
import { openMeasurementQueue } from '@energy/measurements';
import { openReadModels } from '@energy/read-models';
import { freePort, silentLog as log } from '@energy/testing';
import { makeCertificate } from '@energy/testing/certificates';
import { afterEach, describe, expect, it } from 'vitest';

interface Port {
  readonly url: (port: number, options: { readonly tls: boolean }) => string;
  readonly open: (url: string) => { use(): Promise<unknown>; close(): Promise<void> };
}

const mongodbUrl: Port['url'] = (port, { tls }) =>
  `mongodb://127.0.0.1:${port}/any?serverSelectionTimeoutMS=500&tls=${tls}`;
const rabbitmqUrl: Port['url'] = (port, { tls }) => `${tls ? 'amqps' : 'amqp'}://127.0.0.1:${port}`;

const PORTS: Readonly<Record<string, Port>> = {
  'the event store in EventStoreDB': {
    url: (port, { tls }) => `esdb://127.0.0.1:${port}?tls=${tls}`,
    open: (url) => {
      const store = openEventStore(url, log);
      return { use: () => store.head(), close: () => store.close() };
    },
  },
  'the read models in MongoDB': {
    url: mongodbUrl,
    open: (url) => {
      const models = openReadModels(url);
      return { use: () => models.position(), close: () => models.close() };
    },
  },
  'the credential store in MongoDB': {
    url: mongodbUrl,
    open: (url) => {
      const store = openCredentialStore(url);
      return { use: () => store.findPassword('ann'), close: () => store.close() };
    },
  },
  'the measurement queue in RabbitMQ': {
    url: rabbitmqUrl,
    open: (url) => {
      const queue = openMeasurementQueue(url, { log });
      return { use: () => queue.publish([Buffer.from('{}')]), close: () => queue.close() };
    },
  },
  'the live feed in RabbitMQ': {
    url: rabbitmqUrl,
    open: (url) => {
      const feed = openLiveFeed(url, { log });
      const notice = {
        type: 'Typing',
        clientId: 'ann',
        userId: 'ann',
        role: 'client',
        at: 0,
      } as const;
      return { use: () => feed.publish([notice]), close: () => feed.close() };
    },
  },
};

let servers: Server[] = [];
afterEach(() => {
  for (const server of servers) server.close();
  servers = [];
});

async function listening(server: Server): Promise<number> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function tlsServer(...names: readonly string[]): Promise<number> {
  const { key, certificate: cert } = await makeCertificate(...names);
  return listening(createTlsServer({ key, cert }).on('tlsClientError', () => {}));
}

const RUNS = /check that it runs/;

/** Failures that a server causes, and the advice that the error gives. */
const FAILURES: readonly {
  readonly title: string;
  readonly start: () => Promise<number>;
  readonly tls?: boolean;
  readonly advice: RegExp;
}[] = [
  {
    title: 'nothing listens',
    start: freePort,
    advice: /ECONNREFUSED.*; check that it runs and can be reached$/,
  },
  {
    title: 'the server ends each connection',
    start: () => listening(createServer((socket) => socket.on('error', () => {}).end())),
    advice: RUNS,
  },
  {
    title: 'the server resets each connection',
    start: () =>
      listening(
        createServer((socket) => {
          socket.on('error', () => {}).once('data', () => socket.resetAndDestroy());
        }),
      ),
    advice: RUNS,
  },
  {
    title: 'the certificate is from an unknown CA',
    start: () => tlsServer('127.0.0.1'),
    tls: true,
    advice:
      /self-signed certificate.*; the CA that signed its certificate is not known; .*tlsCAFile/,
  },
  {
    title: 'the server does not use TLS',
    start: () =>
      listening(
        createServer((socket) => {
          socket
            .on('error', () => {})
            .once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
        }),
      ),
    tls: true,
    advice: /it does not use TLS at this port; check the port, or switch TLS off in its URL/,
  },
];

describe.each(Object.entries(PORTS))('%s', (_, { url, open }) => {
  it.each(FAILURES)(
    'is unavailable, with the next step, when $title',
    async ({ start, tls = false, advice }) => {
      const port = open(url(await start(), { tls }));
      try {
        const error = await port.use().catch((reason: unknown) => reason);
        expect(error).toBeInstanceOf(EngineUnavailable);
        const { message } = error as EngineUnavailable;
        expect(message).toMatch(/(?:EventStoreDB|MongoDB|RabbitMQ) at 127\.0\.0\.1:\d+/);
        expect(message).toMatch(advice);
        expect(message).not.toMatch(/\n|Resolution note/);
      } finally {
        await port.close();
      }
    },
  );
});

describe.each(Object.entries(PORTS))('%s, with the CA that its URL names', (_, { url, open }) => {
  async function failure(...names: readonly string[]): Promise<string> {
    const { key, certificate: cert, file } = await makeCertificate(...names);
    const server = createTlsServer({ key, cert }, (socket) => socket.on('error', () => {}).end());
    const port = await listening(server.on('tlsClientError', () => {}));
    const target = url(port, { tls: true });
    const opened = open(`${target}${target.includes('?') ? '&' : '?'}tlsCAFile=${file}`);
    try {
      const error = await opened.use().catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(EngineUnavailable);
      return (error as EngineUnavailable).message;
    } finally {
      await opened.close();
    }
  }

  it('accepts the certificate of a server, by its address', async () => {
    expect(await failure('127.0.0.1', 'localhost')).not.toMatch(/certificate/);
  });

  it('refuses a certificate for other names, and lists them', async () => {
    expect(await failure('db.example', '10.1.2.3')).toMatch(
      /127\.0\.0\.1 is not in .*10\.1\.2\.3; its certificate is for other names or addresses/,
    );
  });
});

describe('a RabbitMQ of several hosts', () => {
  it('is asked at the next host after each failure', async () => {
    const asked: string[] = [];
    const hosts = await Promise.all(
      ['one', 'two', 'three'].map((name) =>
        listening(
          createServer((socket) => {
            asked.push(name);
            socket.on('error', () => {}).end();
          }),
        ),
      ),
    );
    const url = `amqp://${hosts.map((port) => `127.0.0.1:${port}`).join(',')}`;
    const feed = PORTS['the live feed in RabbitMQ']!.open(url);
    await expect(feed.use()).rejects.toThrow(EngineUnavailable);
    await expect
      .poll(() => asked.slice(0, 4), { timeout: 10_000 })
      .toEqual(['one', 'two', 'three', 'one']);
    await feed.close();
  });
});
