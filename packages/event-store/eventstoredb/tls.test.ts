import { EngineUnavailable } from '@energy/engines';
import { makeCertificate } from '@energy/testing/certificates';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EventStore } from '../event-store.ts';
import {
  type EventStoreDbStandIn,
  type StandInOptions,
  startEventStoreDbStandIn,
} from './testing/stand-in.ts';
import { anEvent, OpenedStores } from './testing/stores.ts';

describe('TLS to an EventStoreDB', () => {
  let servers: EventStoreDbStandIn[];
  let stores: OpenedStores;

  beforeEach(() => {
    servers = [];
    stores = new OpenedStores();
  });

  afterEach(async () => {
    await stores.close();
    for (const server of servers) server.stop();
  });

  async function start(options: StandInOptions = {}): Promise<EventStoreDbStandIn> {
    const server = await startEventStoreDbStandIn(options);
    servers.push(server);
    return server;
  }

  async function message(store: EventStore): Promise<string> {
    const error = await store.head().catch((reason) => reason);
    expect(error).toBeInstanceOf(EngineUnavailable);
    expect(error.message).not.toMatch(/\n|Resolution note|--use-system-ca/);
    return error.message;
  }

  it.each(['127.0.0.1', 'localhost'])(
    'works to %s, where the certificate is for it',
    async (host) => {
      const tls = await makeCertificate('127.0.0.1', 'localhost');
      const { port } = await start({ tls });
      const store = stores.open(`esdb://user:secret@${host}:${port}?tlsCAFile=${tls.file}`);
      const { position } = await store.append('a-1', 'no-stream', [anEvent()]);
      expect(await store.head()).toBe(position);
    },
  );

  it('works to the nodes of a cluster, which name each other by IP address', async () => {
    const tls = await makeCertificate('127.0.0.1', 'localhost');
    const { port } = await start({ tls });
    for (const url of [
      `esdb://localhost:1,localhost:${port}`,
      `esdb+discover://localhost:${port}`,
    ]) {
      const store = stores.open(`${url}?tlsCAFile=${tls.file}`);
      expect(await store.head()).toBeUndefined();
    }
  });

  it('refuses a certificate that lacks the address, and names the address', async () => {
    const tls = await makeCertificate('db.example', '10.1.2.3');
    const { port } = await start({ tls });
    const byAddress = stores.open(`esdb://127.0.0.1:${port}?tlsCAFile=${tls.file}`);
    expect(await message(byAddress)).toMatch(
      /127\.0\.0\.1 is not in .*10\.1\.2\.3; its certificate is for other names/,
    );
    const byName = stores.open(`esdb://localhost:${port}?tlsCAFile=${tls.file}`);
    expect(await message(byName)).toMatch(
      /localhost.*db\.example.*; its certificate is for other names/,
    );
  });

  it('names tlsCAFile where the authority is not known', async () => {
    const { port } = await start({ tls: await makeCertificate('127.0.0.1') });
    expect(await message(stores.open(`esdb://127.0.0.1:${port}`))).toMatch(/tlsCAFile/);
  });

  it('names the option tls where the server speaks no TLS, or nothing else', async () => {
    const plain = await start();
    const tlsToPlain = await message(stores.open(`esdb://127.0.0.1:${plain.port}`));
    expect(tlsToPlain).toMatch(/does not use TLS.*tls=false/);
    const secure = await start({ tls: await makeCertificate('127.0.0.1') });
    const plainToTls = await message(stores.open(`esdb://127.0.0.1:${secure.port}?tls=false`));
    expect(plainToTls).toMatch(/uses TLS as its URL says/);
  });

  it('says that the file of a certificate cannot be read', async () => {
    const store = stores.open('esdb://127.0.0.1:1?tlsCAFile=/no/such/file');
    expect(await message(store)).toMatch(/the file \/no\/such\/file can't be read \(ENOENT\)/);
  });
});

describe('access to an EventStoreDB', () => {
  let server: EventStoreDbStandIn;
  let stores: OpenedStores;
  let file: string;

  beforeEach(async () => {
    const tls = await makeCertificate('127.0.0.1');
    file = tls.file;
    server = await startEventStoreDbStandIn({ tls });
    stores = new OpenedStores();
  });

  afterEach(async () => {
    await stores.close();
    server.stop();
  });

  function open(user: string): EventStore {
    return stores.open(`esdb://${user}127.0.0.1:${server.port}?tlsCAFile=${file}`);
  }

  it('distinguishes a wrong password from a missing right, for every call', async () => {
    const store = open('clerk:secret@');
    const append = () => store.append('a-1', 'no-stream', [anEvent()]);
    const reads = [() => Array.fromAsync(store.readStream('a-1')), () => store.head()];
    server.circumstances.access = 'unauthenticated';
    for (const call of [append, ...reads]) {
      await expect(call()).rejects.toThrow(/does not accept the user and password of its URL/);
    }
    server.circumstances.access = 'denied';
    await expect(append()).rejects.toThrow(/its URL lacks the right to append to the stream a-1/);
    await expect(reads[0]!()).rejects.toThrow(/its URL lacks the right to read the stream a-1/);
    await expect(reads[1]!()).rejects.toThrow(/its URL lacks the right to read \$all/);
    await expect(open('').head()).rejects.toThrow(
      /without a user nobody has the right to read \$all/,
    );
  });

  it('needs the right to read $all apart from that to append', async () => {
    const store = open('clerk:secret@');
    server.circumstances.access = 'denied for $all';
    await store.append('a-1', 'no-stream', [anEvent()]);
    expect(await Array.fromAsync(store.readStream('a-1'))).toHaveLength(1);
    await expect(store.head()).rejects.toThrow(/lacks the right to read \$all/);
  });
});
