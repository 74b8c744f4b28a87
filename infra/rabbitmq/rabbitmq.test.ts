import { readFileSync } from 'node:fs';
import path from 'node:path';
import { openLiveFeed } from '@energy/live-feed';
import { type MeasurementQueue, openMeasurementQueue } from '@energy/measurements';
import { type Channel, type ChannelModel, connect } from 'amqplib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Broker, definitionsWith, isInstalled, type User } from './broker.fixture.ts';

const silent = { info() {}, warn() {} };

if (!isInstalled) {
  console.warn(
    'The tests of the broker’s rights are SKIPPED: install rabbitmq-server to run them.',
  );
}

describe('the definitions of the broker', () => {
  it('have a password for every user, and no other place for one', () => {
    const { users } = JSON.parse(definitionsWith((user) => `secret_${user}`));
    for (const { name, password } of users) expect(password).toBe(`secret_${name}`);
    expect(users).toHaveLength(5);
  });

  it.each(['', 'with space', 'a/b', 'a"b', 'a&b'])('refuse the password "%s"', (password) => {
    const make = () => definitionsWith((user) => (user === 'meters' ? password : 'secret'));
    expect(make).toThrow(/BROKER_METERS_PASSWORD must be set, to letters, digits/);
  });
});

describe.skipIf(!isInstalled)('a broker with these definitions', { timeout: 60_000 }, () => {
  let broker: Broker;
  const closing: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    broker = await Broker.start();
  }, 120_000);

  afterEach(async () => {
    await Promise.all(closing.splice(0).map((close) => close()));
  });

  afterAll(() => broker?.stop());

  function queueOf(user: User): MeasurementQueue {
    const queue = openMeasurementQueue(broker.url(user), { log: silent });
    closing.push(() => queue.close());
    return queue;
  }

  function feedOf(user: User) {
    const feed = openLiveFeed(broker.url(user), { log: silent });
    closing.push(() => feed.close());
    return feed;
  }

  /** The broker's error for `work` on a channel of a user; undefined if the broker allows it. */
  async function refusalOf(user: User, work: (channel: Channel) => Promise<unknown>) {
    const connection: ChannelModel = await connect(broker.url(user));
    connection.on('error', () => {});
    const channel = await connection.createConfirmChannel();
    const closed = new Promise<string>((resolve) => {
      channel.on('error', (error: Error) => resolve(error.message));
    });
    const refusal = await Promise.race([
      work(channel)
        .then(() => channel.waitForConfirms())
        .then(() => undefined),
      closed,
    ]).catch((error: Error) => error.message);
    await connection.close().catch(() => undefined);
    return refusal;
  }

  it('lets nobody in without the password', async () => {
    await expect(connect(broker.url('projector', 'another'))).rejects.toThrow(/ACCESS.REFUSED/);
    await expect(connect(broker.url('guest', 'guest'))).rejects.toThrow(/ACCESS.REFUSED/);
  });

  it('exports the metrics that the rules and the dashboard use', async () => {
    const exported = new Set(
      [...(await broker.metrics()).matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name),
    );
    const files = ['../prometheus/rules.yml', '../grafana/dashboards/energy.json'];
    const texts = files.map((file) => readFileSync(path.join(import.meta.dirname, file), 'utf8'));
    const asked = new Set(texts.join().match(/\brabbitmq_[a-z_]+/g));
    expect([...asked].filter((name) => !exported.has(name))).toEqual([]);
    expect(asked.size).toBeGreaterThan(5);
  });

  it('lets meters publish, the projector record and put aside, query-api look, the operator send again', async () => {
    await queueOf('meters').publish([Buffer.from('a reading'), Buffer.from('nonsense')]);
    const recording = queueOf('projector');
    const { signal } = new AbortController();
    const options = { batchSize: 2, lingerMs: 5_000, signal };
    for await (const batch of recording.consume(options)) {
      expect(batch.bodies).toHaveLength(2);
      const body = batch.bodies[1]!;
      await batch.settle([{ body, reason: 'not-json', detail: 'The message is not JSON.' }]);
      break;
    }
    expect(await queueOf('query-api').stats()).toMatchObject({
      waiting: { count: 0 },
      deadLetters: { count: 1 },
      reasons: [{ reason: 'not-json', count: 1 }],
    });
    const { deadLetters } = queueOf('operator');
    expect(await deadLetters.list(10)).toHaveLength(1);
    expect(await deadLetters.replay()).toBe(1);
    for await (const batch of recording.consume({ ...options, lingerMs: 0 })) {
      await batch.settle(batch.bodies.map((body) => ({ body, reason: 'again', detail: '' })));
      break;
    }
    expect(await deadLetters.purge('again')).toBe(1);
  });

  it('lets the projector partition the measurements, and query-api count them', async () => {
    const partitioned = openMeasurementQueue(broker.url('projector'), {
      log: silent,
      partitions: 2,
    });
    closing.push(() => partitioned.close());
    await queueOf('meters').publish([Buffer.from('a reading')]);
    const { signal } = new AbortController();
    for await (const batch of partitioned.consume({ batchSize: 1, lingerMs: 0, signal })) {
      expect((await queueOf('query-api').stats()).waiting.count).toBe(0);
      await batch.settle();
      break;
    }
  });

  it.each(['query-api', 'chat-grpc'] as const)(
    'lets %s receive what the projector publishes',
    async (user) => {
      const controller = new AbortController();
      const received = feedOf(user)
        .subscribe({ types: ['AlertsSeen'], signal: controller.signal })
        [Symbol.asyncIterator]();
      expect((await received.next()).value).toEqual({ notices: [], gap: true });
      const notice = { type: 'AlertsSeen', userId: 'somebody', through: 7 } as const;
      await feedOf('projector').publish([notice]);
      expect((await received.next()).value).toEqual({ notices: [notice], gap: false });
      controller.abort();
    },
  );

  it('lets chat-grpc publish typing notices, and nothing else', async () => {
    const feed = feedOf('chat-grpc');
    await feed.publish([{ type: 'Typing', clientId: 'a', userId: 'a', at: 1 }]);
    const publishAlert = async (channel: Channel) =>
      channel.publish('energy.live', 'AlertRaised', Buffer.from('[]'));
    expect(await refusalOf('chat-grpc', publishAlert)).toMatch(/ACCESS.REFUSED/);
  });

  const consume = (queue: string) => (channel: Channel) => channel.consume(queue, () => {});
  const publish = (exchange: string, key: string) => async (channel: Channel) =>
    channel.publish(exchange, key, Buffer.from('{}'));

  it.each<[User, string, (channel: Channel) => Promise<unknown>]>([
    ['meters', 'read measurements', consume('measurements')],
    ['meters', 'read dead letters', consume('measurements.dead')],
    ['meters', 'publish anything but measurements', publish('energy', 'command.stop')],
    ['meters', 'publish to a queue by its name', publish('', 'measurements.dead')],
    ['meters', 'publish to the live feed', publish('energy.live', 'AlertRaised')],
    ['meters', 'make a queue', (channel) => channel.assertQueue('mine')],
    ['meters', 'declare the queue', (channel) => channel.assertQueue('measurements')],
    ['query-api', 'read measurements', consume('measurements')],
    ['query-api', 'send measurements', publish('energy', 'measurement.reading')],
    ['query-api', 'send measurements by the queue’s name', publish('', 'measurements')],
    ['query-api', 'publish to the live feed', publish('energy.live', 'AlertRaised')],
    ['query-api', 'delete a queue', (channel) => channel.deleteQueue('measurements')],
    ['chat-grpc', 'read measurements', consume('measurements')],
    ['chat-grpc', 'send measurements', publish('energy', 'measurement.reading')],
    ['chat-grpc', 'send measurements by the queue’s name', publish('', 'measurements')],
    ['operator', 'publish to the live feed', publish('energy.live', 'AlertRaised')],
    ['projector', 'make a queue', (channel) => channel.assertQueue('mine')],
  ])('does not let %s %s', async (user, _what, work) => {
    expect(await refusalOf(user, work)).toMatch(/ACCESS.REFUSED/);
  });
});
