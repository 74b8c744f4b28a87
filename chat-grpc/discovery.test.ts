import { randomUUID } from 'node:crypto';
import { ChatServiceDefinition } from '@energy/proto/chat';
import { Client, credentials } from '@grpc/grpc-js';
import { createChannel, createClient } from 'nice-grpc';
import { HealthDefinition } from 'nice-grpc-server-health';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Chat } from './testing/chat.ts';

const SERVING = 1;
const NOT_SERVING = 2;

let chat: Chat;
beforeEach(async () => {
  chat = await Chat.start('SQLite', 1);
});
afterEach(() => chat.stop());

const address = () => `127.0.0.1:${chat.instances[0]!.port}`;

describe('operators of instances', () => {
  it('see without a token whether one serves and when it stops', async () => {
    const channel = createChannel(address());
    const health = createClient(HealthDefinition, channel);
    for (const service of ['', ChatServiceDefinition.fullName]) {
      await expect.poll(async () => (await health.check({ service })).status).toBe(SERVING);
    }
    const statuses: number[] = [];
    const watching = (async () => {
      for await (const { status } of health.watch({ service: '' })) statuses.push(status);
    })().catch(() => undefined);
    await expect.poll(() => statuses).toEqual([SERVING]);
    await Promise.all([chat.instances[0]!.stop(), watching]);
    expect(statuses).toEqual([SERVING, NOT_SERVING]);
    channel.close();
  });

  it('see the streams, the messages and their delivery times in the metrics', async () => {
    const ann = await chat.person('client');
    const first = chat.as(ann).follow({})[Symbol.asyncIterator]();
    await first.next();
    const message = { messageId: randomUUID(), text: 'Hello' };
    for (let n = 0; n < 2; n++) await chat.as(ann).send(message);
    await first.next();
    const metrics = await chat.instances[0]!.metrics.metrics();
    expect(metrics).toMatch(/^energy_chat_open_streams\b.* 1$/m);
    expect(metrics).toMatch(/^energy_chat_messages_total\b.* 1$/m);
    expect(metrics).toMatch(/^energy_chat_delivery_seconds_bucket\b/m);
    await first.return?.();
  });
});

describe.each(['v1', 'v1alpha'])('reflection %s', (version) => {
  it('describes the service to a client without its contract', async () => {
    const listServices = Buffer.from([0x3a, 0x00]);
    const symbol = Buffer.from(ChatServiceDefinition.fullName);
    const fileContainingSymbol = Buffer.concat([Buffer.from([0x22, symbol.length]), symbol]);
    expect((await asked(listServices)).toString()).toContain(ChatServiceDefinition.fullName);
    const file = (await asked(fileContainingSymbol)).toString();
    for (const name of ['energy/chat/v1/chat.proto', 'FollowAllResponse', 'through_revision']) {
      expect(file).toContain(name);
    }
  });

  it('lists the health service, and describes it and the details of errors', async () => {
    expect((await asked(Buffer.from([0x3a, 0x00]))).toString()).toContain(
      HealthDefinition.fullName,
    );
    for (const [symbol, described] of [
      [HealthDefinition.fullName, 'SERVICE_UNKNOWN'],
      ['google.rpc.BadRequest', 'field_violations'],
      ['google.rpc.ErrorInfo', 'reason'],
      ['google.rpc.RetryInfo', 'retry_delay'],
    ] as const) {
      const question = Buffer.concat([Buffer.from([0x22, symbol.length]), Buffer.from(symbol)]);
      expect((await asked(question)).toString()).toContain(described);
    }
  });

  /** Sends one encoded request, and returns the encoded response. */
  async function asked(question: Buffer): Promise<Buffer> {
    const client = new Client(address(), credentials.createInsecure());
    const path = `/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`;
    const call = client.makeBidiStreamRequest<Buffer, Buffer>(path, same, same);
    const answer = new Promise<Buffer>((resolve, reject) =>
      call.on('data', resolve).on('error', reject),
    );
    call.write(question);
    const bytes = await answer;
    call.end();
    client.close();
    return bytes;
  }
});

function same(bytes: Buffer): Buffer {
  return bytes;
}
